import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tar from "tar";
import type { ChartPackage } from "./package-chart";
import { writeChart } from "./write-chart";

/** A chart of this name and version as a package, made without helm. */
export function chartPackage(
  name: string,
  version: string,
  files: Readonly<Record<string, string>> = { "values.yaml": "replicas: 1" },
): ChartPackage {
  const folder = mkdtempSync(join(tmpdir(), "lgtm-package-"));
  try {
    writeChart(join(folder, name), { name, version }, files);
    const file = join(folder, "package.tgz");
    tar.create({ gzip: true, portable: true, mtime: new Date(0), sync: true, file, cwd: folder }, [
      name,
    ]);
    const archive = readFileSync(file);
    const sha256 = createHash("sha256").update(archive).digest("hex");
    return { name, version, archive, sha256 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
