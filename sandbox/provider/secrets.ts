import { isObject, type Json, type JsonObject } from "./json";

/** The key by which the engine marks a value that is more than plain JSON. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Assets, of which `helm.v3.Release` has some: content inline or in a file. */
const ASSET = "c44067f5952c0a294b673a41bacd8c17";

/** A resource among the outputs of a component. */
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";

/** What stands for a value that a preview cannot know yet, one text for each type. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const UNKNOWNS: ReadonlySet<string> = new Set([
  UNKNOWN,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export const unknown: Json = UNKNOWN;

export function secret(value: Json): JsonObject {
  return { [SIGNATURE]: SECRET, value };
}

export function isSecret(value: Json | undefined): value is JsonObject {
  return isObject(value) && value[SIGNATURE] === SECRET;
}

export function isAsset(value: Json | undefined): value is JsonObject {
  return isObject(value) && value[SIGNATURE] === ASSET;
}

/** How a component names one of its children to the program. */
export function resourceReference(
  { urn, id }: { urn: string; id: string },
  packageVersion: string,
): JsonObject {
  return { [SIGNATURE]: RESOURCE, urn, id: id === "" ? UNKNOWN : id, packageVersion };
}

export function isUnknown(value: Json | undefined): boolean {
  return typeof value === "string" && UNKNOWNS.has(value);
}

/** The plain value: what the API server may be sent. */
export function unwrap(value: Json): Json {
  if (isSecret(value)) return unwrap(value.value ?? null);
  if (Array.isArray(value)) return value.map(unwrap);
  if (isObject(value)) return unwrapObject(value);
  return value;
}

export function unwrapObject(object: JsonObject): JsonObject {
  const plain: JsonObject = {};
  for (const [key, value] of Object.entries(object)) {
    if (value !== undefined) plain[key] = unwrap(value);
  }
  return plain;
}

export function containsUnknown(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.some(containsUnknown);
  if (isObject(value)) return Object.values(value).some(containsUnknown);
  return isUnknown(value);
}

export function containsSecret(value: Json | undefined): boolean {
  if (isSecret(value)) return true;
  if (Array.isArray(value)) return value.some(containsSecret);
  return isObject(value) && Object.values(value).some(containsSecret);
}

/** Without the values that are unknown; an element of a list goes with its unknown value. */
export function withoutUnknowns(object: JsonObject): JsonObject {
  const known: JsonObject = {};
  for (const [key, value] of Object.entries(object)) {
    if (value !== undefined && !isUnknown(value)) known[key] = pruned(value);
  }
  return known;
}

function pruned(value: Json): Json {
  if (Array.isArray(value)) return value.filter((item) => !isUnknown(item)).map(pruned);
  return isObject(value) ? withoutUnknowns(value) : value;
}

/**
 * The outputs with everything secret that was secret in the inputs. A list that holds a secret becomes secret as a whole:
 * the API server may reorder it or add elements, so an index says nothing about where the secret went.
 */
export function secretLike(outputs: Json, inputs: Json | undefined): Json {
  if (isSecret(outputs) || !containsSecret(inputs)) return outputs;
  if (isSecret(inputs) || Array.isArray(inputs)) return secret(outputs);
  if (!isObject(inputs) || !isObject(outputs)) return secret(outputs);
  return secretObjectLike(outputs, inputs);
}

export function secretObjectLike(outputs: JsonObject, inputs: JsonObject): JsonObject {
  const marked: JsonObject = {};
  for (const [key, value] of Object.entries(outputs)) {
    if (value !== undefined) marked[key] = secretLike(value, inputs[key]);
  }
  return marked;
}

/** Marks what is secret by its nature, whether or not the program said so. */
export function markSecretData(object: JsonObject): JsonObject {
  const marked = { ...object };
  for (const key of ["data", "stringData"]) {
    const value = marked[key];
    if (value !== undefined && value !== null && !isSecret(value))
      marked[key] = secret(unwrap(value));
  }
  return marked;
}

/** A message in which no secret of these inputs can be read: API servers like to quote the value they refuse. */
export function redact(message: string, inputs: Json): string {
  let redacted = message;
  for (const text of secretTexts(inputs)) redacted = redacted.replaceAll(text, "[secret]");
  return redacted;
}

function secretTexts(value: Json | undefined, inside = false): string[] {
  if (isSecret(value)) return secretTexts(value.value, true);
  if (Array.isArray(value)) return value.flatMap((item) => secretTexts(item, inside));
  if (isObject(value)) return Object.values(value).flatMap((item) => secretTexts(item, inside));
  // Texts this short stand in every message by chance.
  return inside && typeof value === "string" && value.length >= 4 && !isUnknown(value)
    ? [value]
    : [];
}
