import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { withoutContentHash } from "../../components/shared/pod";
import type { KubernetesObject, RenderedRelease, Rendering } from "./render";

/** Folder of the objects that belong to no namespace. */
const CLUSTER_FOLDER = "_cluster";

/** The folders of a rendering, which an earlier one gives up. */
export const OWN_FOLDERS = ["objects", "releases"] as const;

/** The file by which a rendering is known. */
export const SUMMARY_FILE = "summary.json";

/** The files of a rendering, by their path in the output folder. Equal renderings give equal bytes. */
export function renderedFiles(rendering: Rendering): Map<string, string> {
  const files = new Map<string, string>();
  for (const object of rendering.objects) files.set(objectPath(object), renderedYaml(object));
  for (const release of rendering.releases) files.set(releasePath(release), releaseYaml(release));
  files.set(SUMMARY_FILE, `${JSON.stringify(summary(rendering), null, 2)}\n`);
  return files;
}

/** Writes the files. What an earlier render left in the two folders goes, everything else stays. */
export function writeRendering(rendering: Rendering, folder: string): number {
  const files = renderedFiles(rendering);
  for (const owned of OWN_FOLDERS) {
    rmSync(join(folder, owned), { recursive: true, force: true });
  }
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return files.size;
}

/**
 * Where an object stands in the output folder. Other content gives a ConfigMap another name, but not another file: a
 * comparison shows what has changed in it.
 */
export function objectPath({ kind, metadata, immutable }: KubernetesObject): string {
  const name = immutable === true ? withoutContentHash(metadata.name) : metadata.name;
  const file = `${kind}-${name}.yaml`.toLowerCase();
  return join("objects", metadata.namespace ?? CLUSTER_FOLDER, file);
}

export function releasePath({ name }: RenderedRelease): string {
  return join("releases", `${name}.yaml`);
}

/** A release as its file has it, which is called by its name. */
export function releaseYaml({ name: _, ...release }: RenderedRelease): string {
  return renderedYaml(release);
}

const FIRST_KEYS = ["apiVersion", "kind", "metadata"];

/** The text of a file: keys in one order, the usual ones first. */
export function renderedYaml(value: unknown): string {
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
