import { isMap } from "../../../components/shared/merge";
import type { Rendering } from "../../render/render";
import { mapsAt, mapsIn, textAt } from "./lookup";
import type { Part } from "./parts";

/** A Secret that a part reads. */
export interface ReadSecret {
  name: string;
  /** That of the pods. */
  namespace?: string;
  keys: string[];
  /** Whether the stack makes it. One that it does not make must be there before. */
  isOurs: boolean;
}

/** What pods need to pull their images is under this key, whatever the Secret is called. */
const PULL_KEY = ".dockerconfigjson";

/** The Secrets that the pods of a part read, and those by which their images are pulled, in the order of their names. */
export function secretsOf({ objects, releases }: Part, rendering: Rendering): ReadSecret[] {
  const found = new Map<string, ReadSecret>();
  const readers = [
    ...objects.map(({ metadata, spec }) => ({ namespace: metadata.namespace, inside: spec })),
    ...releases.map(({ namespace, values }) => ({ namespace, inside: values })),
  ];
  for (const { namespace, inside } of readers) {
    for (const { name, keys } of mapsIn(inside).flatMap(references)) {
      const id = secretId({ name, namespace });
      const known = found.get(id)?.keys ?? [];
      found.set(id, {
        name,
        ...(namespace !== undefined && { namespace }),
        keys: [...new Set([...known, ...keys])].sort(),
        isOurs: isMade(id, rendering),
      });
    }
  }
  return [...found.values()].sort((a, b) => (secretId(a) < secretId(b) ? -1 : 1));
}

/** A Secret of another namespace is another one. */
export function secretId({ name, namespace = "" }: Pick<ReadSecret, "name" | "namespace">): string {
  return `${name} ${namespace}`;
}

function isMade(id: string, { objects }: Rendering): boolean {
  return objects.some(({ kind, metadata }) => kind === "Secret" && secretId(metadata) === id);
}

/** The ways in which pods, and values of charts, name a Secret. */
function references(map: Record<string, unknown>): Pick<ReadSecret, "name" | "keys">[] {
  const { secretKeyRef, secret, additionalScrapeConfigsSecret } = map;
  const read = [secretKeyRef, secret, additionalScrapeConfigsSecret]
    .filter(isMap)
    .flatMap((reference) => {
      const name = textAt(reference, "secretName") ?? textAt(reference, "name");
      if (name === undefined) return [];
      const items = mapsAt(reference, "items").flatMap((item) => textAt(item, "key") ?? []);
      const key = textAt(reference, "key");
      return [{ name, keys: key === undefined ? items : [key] }];
    });
  return [...read, ...pullSecrets(map).map((name) => ({ name, keys: [PULL_KEY] }))];
}

/** Pods name them as maps, charts either way and by either key. */
function pullSecrets({ imagePullSecrets, pullSecrets }: Record<string, unknown>): string[] {
  return [imagePullSecrets, pullSecrets]
    .flatMap((list): unknown[] => (Array.isArray(list) ? list : []))
    .flatMap((each) => (typeof each === "string" ? each : (textAt(each, "name") ?? [])));
}
