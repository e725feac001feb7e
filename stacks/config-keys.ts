import { STACK_KEYS } from "../components/stack/stack-args";
import { nearest, typoOf } from "../components/shared/nearest";
import { Place } from "../components/shared/place";
import { shown } from "../components/shared/shown";

/** The namespace of our configuration keys, as in `lgtm:retention`. */
export const CONFIG_NAMESPACE = "lgtm";

const KNOWN = Object.keys(STACK_KEYS);

/** Whether a key of another namespace was most likely meant for ours, as `lgmt:loki`. */
export function resemblesOurs(fullKey: string): boolean {
  const [namespace, key] = splitKey(fullKey);
  const isNear = typoOf(namespace.trim(), [CONFIG_NAMESPACE]) !== undefined;
  return isNear && typoOf(key, KNOWN) !== undefined;
}

/** Refuses a key that nobody reads, and says which was meant. */
export function refuseUnknown(
  fullKey: string,
  all: Readonly<Record<string, string>>,
  place: Place,
): void {
  const [namespace, key] = splitKey(fullKey);
  // As it stands in the file: Pulumi puts the namespace before a key that has none, and so before `lgtm` itself.
  const isNamespace = key === CONFIG_NAMESPACE;
  const path = isNamespace ? key : fullKey;
  const here = new Place(path, place.problems);
  const allowed = `one of ${KNOWN.map((k) => `"${CONFIG_NAMESPACE}:${k}"`).join(", ")}`;
  const isOurs = namespace === CONFIG_NAMESPACE;
  const write = isNamespace
    ? `each key with the namespace before it, such as "${CONFIG_NAMESPACE}:loki"`
    : isOurs
      ? instead(key, all)
      : `"${CONFIG_NAMESPACE}:${typoOf(key, KNOWN) ?? key}"`;
  here.refuse(path, allowed, write);
}

function instead(key: string, all: Readonly<Record<string, string>>): string {
  const [head = ""] = key.split(/[.[]/);
  if (head !== key && KNOWN.includes(head)) {
    return `it inside "${CONFIG_NAMESPACE}:${head}", as \`pulumi config set --path ${shown(`${CONFIG_NAMESPACE}:${key}`)} …\` does`;
  }
  const known = typoOf(key, KNOWN);
  if (known !== undefined) return `"${CONFIG_NAMESPACE}:${known}"`;
  const home = KNOWN.find((k) => isEmpty(k, all));
  if (home !== undefined) return `it below "${CONFIG_NAMESPACE}:${home}", two spaces deeper`;
  const guess = nearest(key, KNOWN);
  return guess === undefined ? "one of these, or remove it" : `"${CONFIG_NAMESPACE}:${guess}"`;
}

/** A map with nothing below it: its keys may stand one level too high. */
function isEmpty(key: string, all: Readonly<Record<string, string>>): boolean {
  const fullKey = `${CONFIG_NAMESPACE}:${key}`;
  const isMap = STACK_KEYS[key as keyof typeof STACK_KEYS] === "map";
  return isMap && Object.hasOwn(all, fullKey) && ["", "null"].includes(all[fullKey] ?? "");
}

/** The namespace of a key of the configuration, and the rest, which is empty where there is no colon. */
export function splitKey(fullKey: string): [namespace: string, key: string] {
  const [namespace = "", key = ""] = fullKey.split(/:(.*)/s);
  return [namespace, key];
}
