import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureTool } from "../tools";
import type { Session } from "./session";

/** Files for one run of helm, readable by nobody else: values may hold what must not be seen. */
export class HelmFiles {
  private constructor(readonly folder: string) {}

  static async use<Result>(body: (files: HelmFiles) => Promise<Result>): Promise<Result> {
    const folder = await mkdtemp(join(tmpdir(), "pulumi-lgtm-helm-"));
    try {
      return await body(new HelmFiles(folder));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async write(name: string, text: string): Promise<string> {
    const path = join(this.folder, name);
    await writeFile(path, text, { mode: 0o600 });
    return path;
  }
}

export interface RunOptions {
  signal?: AbortSignal;
  /** After which helm is given up; by default its own limits hold. */
  timeoutMs?: number;
}

/** The helm program, pointed at one cluster. */
export class HelmCli {
  private found: Promise<string> | undefined;

  constructor(private readonly named: string | undefined) {}

  async onCluster(
    session: Session,
    args: readonly string[],
    files: HelmFiles,
    options: RunOptions = {},
  ): Promise<string> {
    const kubeconfig = existsSync(session.kubeconfig)
      ? session.kubeconfig
      : await files.write("kubeconfig", session.kubeconfig);
    const context = session.context === undefined ? [] : ["--kube-context", session.context];
    return this.run([...args, "--kubeconfig", kubeconfig, ...context], options);
  }

  /** What helm printed; its complaint as an error. */
  async run(args: readonly string[], options: RunOptions = {}): Promise<string> {
    const program = await this.program();
    const { signal, timeoutMs } = options;
    return new Promise((resolve, reject) => {
      const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
      // SIGTERM lets helm mark the release as failed instead of leaving it pending.
      const stop = (): void => {
        child.kill("SIGTERM");
      };
      signal?.addEventListener("abort", stop, { once: true });
      let late = false;
      const timer = setTimeout(
        () => {
          late = true;
          child.kill("SIGKILL");
        },
        timeoutMs ?? 2 ** 31 - 1,
      );
      const output: Buffer[] = [];
      const complaint: Buffer[] = [];
      child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
      child.stderr.on("data", (chunk: Buffer) => complaint.push(chunk));
      child.on("error", (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        reject(
          error.code === "ENOENT"
            ? new Error(
                `the program ${program} was not found: put helm 3 on PATH, or name it in PULUMI_LGTM_HELM`,
              )
            : error,
        );
      });
      child.on("close", (code) => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", stop);
        if (code === 0) resolve(Buffer.concat(output).toString("utf8"));
        else if (late) reject(new HelmError(notWithin(timeoutMs ?? 0), code));
        else {
          const texts = [complaint, output].map((chunks) => Buffer.concat(chunks).toString("utf8"));
          reject(new HelmError(texts[0] ?? "", code, texts[1]));
        }
      });
    });
  }

  /** Built only when it is needed: most programs have no release. */
  private program(): Promise<string> {
    const named = this.named ?? process.env.PULUMI_LGTM_HELM;
    if (named !== undefined) return Promise.resolve(named);
    this.found ??= ensureTool("helm");
    return this.found;
  }
}

function notWithin(milliseconds: number): string {
  return `helm was not done within ${milliseconds / 1000} s`;
}

export class HelmError extends Error {
  constructor(complaint: string, code: number | null, output = "") {
    // Why a repository could not be read stands in the output.
    const unread = /Unable to get an update from the .*:\n\s*(.+)/.exec(output)?.[1];
    const lines = (unread ?? complaint)
      .split("\n")
      .filter((line) => !/^(WARNING|level=|I\d{4} |W\d{4} )/.test(line));
    const text = lines
      .join("\n")
      .trim()
      .replace(/^Error: /, "");
    super(text === "" ? `helm ended with status ${code ?? "?"}` : text);
    this.name = "HelmError";
  }
}
