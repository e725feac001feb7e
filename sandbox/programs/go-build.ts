import { type ChildProcess, execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import type { BuiltTool } from "./catalog";
import type { ToolPin } from "./pin";
import { ProgramError } from "./program-error";
import { compareVersions } from "./version";

/** Told, line by line, what is going on. */
export type Progress = (line: string) => void;

/** From this release on a Go installation can fetch the newer toolchain that a module asks for. */
const OLDEST_GO = "1.21.0";
const HEARTBEAT_MILLISECONDS = 15_000;
const ERROR_LINES = 20;

/** The release of the Go toolchain on PATH, or undefined when there is none. */
export async function goRelease(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("go", ["env", "GOVERSION"], {
      env: { ...process.env, PATH: path, GOTOOLCHAIN: "local" },
    });
    return /go(\d+\.\d+(\.\d+)?)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

/** Whether this Go release can build the module, fetching a newer toolchain where needed. */
export function goSuffices(release: string): boolean {
  return compareVersions(release, OLDEST_GO) >= 0;
}

/** The Go toolchain that is used. */
export interface GoInstallation {
  readonly release: string;
  /** Search path on which it is. */
  readonly path: string;
}

/** Compiles a pinned program into `output`, and says every 15 s that it is still at it. */
export async function goBuild(
  name: string,
  tool: BuiltTool,
  pin: ToolPin,
  output: string,
  go: GoInstallation,
  progress: Progress,
): Promise<void> {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const lines: string[] = [];
  const args = ["build", "-trimpath", ...compilerFlags(tool), "-ldflags", pin.ldflags];
  const child = spawn("go", [...args, "-o", output, tool.package], {
    cwd: pin.folder,
    env: buildEnvironment(pin, go),
    stdio: ["ignore", "ignore", "pipe"],
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    lines.push(...text.split("\n").filter((line) => line.trim() !== ""));
    lines.splice(0, lines.length - ERROR_LINES);
  });
  const heartbeat = setInterval(() => {
    const doing = lines.at(-1)?.startsWith("go: downloading") === true ? "fetching and " : "";
    progress(`${name}: still ${doing}compiling, ${seconds()} s of usually ${tool.usualSeconds} s`);
  }, HEARTBEAT_MILLISECONDS);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject).once("close", resolve);
    });
    if (code !== 0) throw new ProgramError(buildFailure(name, pin, code, lines));
    progress(`${name} ${pin.version} built in ${seconds()} s`);
  } finally {
    clearInterval(heartbeat);
  }
}

/** The linker leaves the debugger's tables out, so that the compiler need not make them: a tenth of its time. */
const NO_TABLES = "-dwarf=false";

/** None of this changes what a program does, so that none of it is part of its pin. */
function compilerFlags({ unoptimized }: BuiltTool): string[] {
  const generated = unoptimized === undefined ? [] : [`-gcflags=${unoptimized}=${NO_TABLES} -N -l`];
  return [`-gcflags=all=${NO_TABLES}`, ...generated];
}

/**
 * Fetches the modules of programs that will be built later: the network idles while the compiler runs, and the compiler
 * while modules come. What cannot be fetched is told by the build. Returns what ends it.
 */
export function prefetchModules(
  tools: readonly { readonly tool: BuiltTool; readonly pin: ToolPin }[],
  go: GoInstallation,
): () => void {
  let child: ChildProcess | undefined;
  let isEnded = false;
  const work = async () => {
    for (const { tool, pin } of tools) {
      if (isEnded) return;
      child = spawn("go", ["list", "-deps", tool.package], {
        cwd: pin.folder,
        env: buildEnvironment(pin, go),
        stdio: "ignore",
      });
      const started = child;
      await new Promise<void>((resolve) => {
        started.once("error", () => {
          resolve();
        });
        started.once("close", () => {
          resolve();
        });
      });
    }
  };
  void work();
  return () => {
    isEnded = true;
    child?.kill();
  };
}

function buildEnvironment(pin: ToolPin, go: GoInstallation): NodeJS.ProcessEnv {
  const newEnough = compareVersions(go.release, pin.go) >= 0;
  return {
    ...process.env,
    PATH: go.path,
    CGO_ENABLED: "0",
    GOFLAGS: "-mod=readonly -buildvcs=false",
    GOTOOLCHAIN: newEnough ? "local" : "auto",
    GOWORK: "off",
  };
}

function buildFailure(name: string, pin: ToolPin, code: number | null, lines: string[]): string {
  return [
    `${name} ${pin.version} could not be built: \`go build\` in ${pin.folder} ended with ${code ?? "a signal"}.`,
    ...lines.map((line) => `  ${line}`),
    "A module that cannot be fetched needs a reachable Go module proxy (GOPROXY).",
    `Or put ${name} ${pin.version} on PATH.`,
  ].join("\n");
}
