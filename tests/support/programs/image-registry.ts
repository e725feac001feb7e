import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { type TarEntry, tarBytes } from "./tar-bytes";

const run = promisify(execFile);

/** A real registry on this machine: the one that the registry client brings for tests. */
export class ImageRegistry {
  private layers = 0;

  private constructor(
    private readonly crane: string,
    private readonly folder: string,
    private readonly child: ChildProcess,
    readonly host: string,
  ) {}

  static async start(crane: string, folder: string): Promise<ImageRegistry> {
    const child = spawn(crane, ["registry", "serve", "--address", "127.0.0.1:0"], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    const lines = createInterface(child.stderr);
    for await (const line of lines) {
      const port = /serving on port (\d+)/.exec(line)?.[1];
      if (port === undefined) continue;
      child.stderr.resume();
      return new ImageRegistry(crane, folder, child, `127.0.0.1:${port}`);
    }
    throw new Error("the registry did not start");
  }

  /** Pushes an image of these layers, the lowest first, and returns its digest. */
  async push(
    name: string,
    layers: readonly (readonly TarEntry[])[],
    platform = "linux/amd64",
  ): Promise<string> {
    const files = await Promise.all(
      layers.map(async (entries) => {
        const file = join(this.folder, `layer-${this.layers++}.tar`);
        await writeFile(file, tarBytes(entries));
        return file;
      }),
    );
    const reference = `${this.host}/${name}`;
    await run(this.crane, ["append", ...files.flatMap((file) => ["-f", file]), "-t", reference]);
    await run(this.crane, ["mutate", reference, "--set-platform", platform, "-t", reference]);
    return this.digest(name);
  }

  /** Makes one name of images for several platforms. */
  async pushIndex(name: string, images: readonly string[]): Promise<string> {
    const members = images.flatMap((image) => ["-m", `${this.host}/${image}`]);
    await run(this.crane, ["index", "append", ...members, "-t", `${this.host}/${name}`]);
    return this.digest(name);
  }

  private async digest(name: string): Promise<string> {
    return (await run(this.crane, ["digest", `${this.host}/${name}`])).stdout.trim();
  }

  async stop(): Promise<void> {
    const closed = once(this.child, "close");
    this.child.kill("SIGKILL");
    await closed;
  }
}
