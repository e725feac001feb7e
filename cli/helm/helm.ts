import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

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

/** What the program `helm` printed; its complaint as an error. After `timeoutMs` it is given up. */
export function runHelm(
  helm: string,
  args: readonly string[],
  { timeoutMs }: { timeoutMs?: number } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(helm, args, {
      stdio: ["ignore", "pipe", "pipe"],
      timeout: timeoutMs,
      killSignal: "SIGKILL",
    });
    const output: Buffer[] = [];
    const complaint: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => complaint.push(chunk));
    child.once("error", reject);
    child.once("close", (code) => {
      const [printed, complained] = [output, complaint].map((chunks) =>
        Buffer.concat(chunks).toString("utf8"),
      );
      if (code === 0) resolve(printed ?? "");
      else if (child.killed) reject(new Error(`helm was not done within ${timeoutMs ?? 0} ms`));
      else reject(new Error(reasonOf(complained ?? "", printed ?? "", code)));
    });
  });
}

function reasonOf(complaint: string, output: string, code: number | null): string {
  // Why a repository could not be read stands in the output.
  const unread = /Unable to get an update from the .*:\n\s*(.+)/.exec(output)?.[1];
  const text = (unread ?? complaint)
    .split("\n")
    .filter((line) => !/^(WARNING|level=|I\d{4} |W\d{4} )/.test(line))
    .join("\n")
    .trim()
    .replace(/^Error: /, "");
  return text === "" ? `helm ended with status ${code ?? "?"}` : text;
}
