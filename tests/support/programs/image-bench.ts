import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import type { Context } from "mocha";
import { Network, type Patience } from "../../../sandbox/programs/network";
import type { ToolPlaces } from "../../../sandbox/programs/places";
import { type ToolName, ensureTool, findTool } from "../../../sandbox/tools";
import { ended } from "../engine/ended";
import { skip } from "../skip";
import type { Errand } from "./get-tool";
import { ImageRegistry } from "./image-registry";
import type { TarEntry } from "./tar-bytes";

/** No maker is asked for anything. */
const NOBODY = "http://127.0.0.1:9";

/** What the real Loki says. */
export const LOKI = "loki, version 3.7.8 (branch: HEAD, revision: 0)";

/** A program that says its version, as the real ones do. */
export function program(path: string, says: string): TarEntry {
  return { path, content: `#!/bin/sh\necho "${says}"\n` };
}

/** A registry with a cache of its own, and nothing on PATH but the registry client. */
export class ImageBench {
  private constructor(
    readonly root: string,
    readonly registry: ImageRegistry,
  ) {}

  /** Skips where the client is not here, or where images' programs cannot run. */
  static async require(context: Context): Promise<void> {
    if (process.platform !== "linux") skip(context, "programs out of images run only on Linux");
    if (!(await findTool("crane"))) skip(context, "crane, the registry client, is not here");
  }

  static async start(): Promise<ImageBench> {
    const crane = await ensureTool("crane");
    const root = await mkdtemp(join(tmpdir(), "lgtm-images-"));
    await mkdir(join(root, "bin"));
    await symlink(crane, join(root, "bin", "crane"));
    return new ImageBench(root, await ImageRegistry.start(crane, root));
  }

  get cache(): string {
    return join(this.root, "cache");
  }

  /** Everything through this registry, or through what stands before it. */
  places(host = this.registry.host, patience: Partial<Patience> = {}): ToolPlaces {
    const quick = { retryMilliseconds: 10, ...patience };
    const sources = { imageMirror: host, downloadMirror: NOBODY };
    const network = new Network(sources, quick);
    return { cache: this.cache, path: join(this.root, "bin"), network };
  }

  /** The same without anybody to ask. */
  alone({ cache, path, images }: ToolPlaces): ToolPlaces {
    return { cache, path, ...(images && { images }) };
  }

  /** Gets a program in another process. */
  elsewhere(name: ToolName, host = this.registry.host, environment: NodeJS.ProcessEnv = {}) {
    const { cache, path, network } = this.places(host);
    const errand: Errand = { name, cache, path, sources: network!.sources, patience: {} };
    const typescript = resolve(__dirname, "../../../sandbox/typescript.cjs");
    const script = join(__dirname, "get-tool.ts");
    const child = spawn(process.execPath, ["-r", typescript, script, JSON.stringify(errand)], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...environment },
    });
    return { child, ended: ended(child) };
  }

  /** Every file of a program's folder in the cache, without the name of the version's folder. */
  async kept(name: ToolName): Promise<string[]> {
    const home = join(this.cache, "tools", name);
    const entries = await readdir(home, { recursive: true, withFileTypes: true }).catch(() => []);
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(home, join(entry.parentPath, entry.name)))
      .map((path) => path.slice(path.indexOf("/") + 1))
      .sort();
  }

  async stop(): Promise<void> {
    await this.registry.stop();
    await rm(this.root, { recursive: true, force: true });
  }
}
