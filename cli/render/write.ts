import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import type { KubernetesObject, Rendering } from "./render";

/** Folder of the objects that belong to no namespace. */
const CLUSTER_FOLDER = "_cluster";

/** The files of a rendering, by their path in the output folder. Equal renderings give equal bytes. */
export function renderedFiles(rendering: Rendering): Map<string, string> {
  const files = new Map<string, string>();
  for (const object of rendering.objects) files.set(objectPath(object), yaml(object));
  for (const { name, ...release } of rendering.releases) {
    files.set(join("releases", `${name}.yaml`), yaml(release));
  }
  files.set("summary.json", `${JSON.stringify(summary(rendering), null, 2)}\n`);
  return files;
}

/** Writes the files. What an earlier render left in the two folders goes, everything else stays. */
export function writeRendering(rendering: Rendering, folder: string): number {
  const files = renderedFiles(rendering);
  for (const owned of ["objects", "releases"]) {
    rmSync(join(folder, owned), { recursive: true, force: true });
  }
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return files.size;
}

function objectPath({ kind, metadata }: KubernetesObject): string {
  const file = `${kind}-${metadata.name}.yaml`.toLowerCase();
  return join("objects", metadata.namespace ?? CLUSTER_FOLDER, file);
}

const FIRST_KEYS = ["apiVersion", "kind", "metadata"];

function yaml(value: unknown): string {
  const rank = (key: string) => {
    const first = FIRST_KEYS.indexOf(key);
    return first === -1 ? FIRST_KEYS.length : first;
  };
  return stringify(value, {
    aliasDuplicateObjects: false,
    compat: "yaml-1.1",
    lineWidth: 0,
    sortMapEntries: (a, b) => {
      const [left, right] = [String(a.key), String(b.key)];
      return rank(left) - rank(right) || (left < right ? -1 : 1);
    },
  });
}

function summary({ environment, versions, objects, outputs }: Rendering) {
  const byKind: Record<string, number> = {};
  for (const kind of objects.map((o) => o.kind).sort()) byKind[kind] = (byKind[kind] ?? 0) + 1;
  return { environment, versions, objects: byKind, endpoints: outputs.endpoints };
}
