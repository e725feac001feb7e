import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { BuiltTool } from "./catalog";

/** What is built, down to the checksums: two machines with equal pins hold equal sources and flags. */
export interface ToolPin {
  /** Folder of the Go module. */
  readonly folder: string;
  /** Version the program reports. */
  readonly version: string;
  /** Lowest Go release the module asks for. */
  readonly go: string;
  readonly ldflags: string;
  /** Changes when the sources, their checksums, the flags or the machine's kind do. */
  readonly digest: string;
}

const toolsFolder = resolve(__dirname, "../../tools");

/** Reads the pin of a tool from its go.mod and go.sum. */
export async function readPin(tool: BuiltTool, tools = toolsFolder): Promise<ToolPin> {
  const folder = join(tools, tool.family);
  const mod = await readFile(join(folder, "go.mod"), "utf8");
  const sum = await readFile(join(folder, "go.sum"), "utf8");
  const sources = await ownSources(folder);
  const version = releaseOf(tool, requiredVersion(mod, tool.module, folder));
  const variables = Object.entries(tool.variables(version)).map(
    ([name, value]) => `-X ${name}=${value}`,
  );
  const ldflags = ["-s", "-w", ...variables].join(" ");
  const digest = createHash("sha256")
    .update(
      [mod, sum, ...sources, tool.package, ldflags, process.platform, process.arch].join("\0"),
    )
    .digest("hex");
  return {
    folder,
    version,
    go: /^go (\S+)$/m.exec(mod)?.[1] ?? "1.24",
    ldflags,
    digest: digest.slice(0, 12),
  };
}

/** A main of ours, where the program's own needs more than its module has. */
async function ownSources(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".go")).sort();
  return Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
}

function releaseOf(tool: BuiltTool, moduleVersion: string): string {
  return tool.release?.(moduleVersion) ?? moduleVersion.replace(/^v/, "");
}

function requiredVersion(mod: string, module: string, folder: string): string {
  for (const line of mod.split("\n")) {
    const [path, version] = line
      .replace(/^\s*require\s/, "")
      .trim()
      .split(/\s+/);
    if (path === module && version?.startsWith("v") === true) return version;
  }
  throw new Error(
    `${join(folder, "go.mod")} requires no version of ${module}: add the line it is pinned by`,
  );
}
