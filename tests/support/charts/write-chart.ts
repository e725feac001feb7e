import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stringify } from "yaml";

/** Writes a chart into a folder: its Chart.yaml, and other files by their path. */
export function writeChart(
  folder: string,
  meta: { name: string; version: string; dependencies?: object[] },
  files: Readonly<Record<string, string>> = {},
): string {
  const all = { ...files, "Chart.yaml": stringify({ apiVersion: "v2", ...meta }) };
  for (const [path, content] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}
