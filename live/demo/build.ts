import { transformFile } from "@swc/core";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

const SOURCES = join(__dirname, "..", "shop");

/** Compiles the demo application into a folder, so that its processes need no compiler: each is 60 MB smaller. */
export async function buildShop(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const file of await readdir(SOURCES)) {
    const { code } = await transformFile(join(SOURCES, file), {
      configFile: false,
      swcrc: false,
      jsc: { parser: { syntax: "typescript" }, target: "es2022" },
      module: { type: "commonjs" },
    });
    await writeFile(join(folder, `${basename(file, ".ts")}.js`), code);
  }
}
