import { isObject, type Json, type JsonObject, objectAt, withoutKeys, withValue } from "./json";
import { isSecret, markSecretData, secret, secretObjectLike, unwrapObject } from "./secrets";
import { urnHash } from "./urn";

/** On every object that we make: which resource made it, so that an `up` that was killed finds its own objects again. */
export const OWNER = "pulumi-lgtm/urn-hash";

/** What the API server is sent: the inputs without the engine's marks, as one JSON object of its own form. */
export function objectBody(inputs: JsonObject): JsonObject {
  const plain = unwrapObject(inputs);
  if (plain.kind === "Secret") return withStringDataEncoded(plain);
  if (plain.kind === "CustomResourceDefinition") return renamed(plain, /^x_kubernetes_/, "_", "-");
  return plain;
}

export function withOwner(body: JsonObject, urn: string): JsonObject {
  return withValue(body, ["metadata", "annotations", OWNER], urnHash(urn));
}

export function isOwnedBy(live: JsonObject, urn: string): boolean {
  return objectAt(live, "metadata", "annotations")[OWNER] === urnHash(urn);
}

/** What goes into the state: the live object, with everything secret that is or was. */
export function objectOutputs(live: JsonObject, inputs: JsonObject): JsonObject {
  const metadata = withoutKeys(objectAt(live, "metadata"), "managedFields");
  const outputs: JsonObject = { ...live, metadata };
  if (live.kind === "Secret") {
    // The API server never answers with stringData, but the program may read it.
    const stringData = inputs.stringData;
    const whole = stringData === undefined ? outputs : { ...outputs, stringData };
    return secretObjectLike(markSecretData(whole), inputs);
  }
  const own =
    live.kind === "CustomResourceDefinition"
      ? renamed(outputs, /^x-kubernetes-/, "-", "_")
      : outputs;
  return secretObjectLike(own, inputs);
}

/**
 * A secret that reached metadata as a whole is moved to its parts, and never to the name and namespace:
 * an object whose name is hidden could not be found again.
 */
export function withPlainNames(inputs: JsonObject): JsonObject {
  const metadata = inputs.metadata;
  const inside = isSecret(metadata) ? metadata.value : metadata;
  if (!isObject(inside)) return metadata === undefined ? { ...inputs, metadata: {} } : inputs;
  const parts = Object.entries(inside).map(([key, value]): [string, Json | undefined] => {
    if (value === undefined) return [key, value];
    if (key === "name" || key === "namespace") return [key, isSecret(value) ? value.value : value];
    return [key, isSecret(metadata) && !isSecret(value) ? secret(value) : value];
  });
  return { ...inputs, metadata: Object.fromEntries(parts) };
}

/**
 * stringData is write-only: with server-side apply, a key that leaves stringData does not leave the data that was made of it.
 * So data is all we send.
 */
function withStringDataEncoded(body: JsonObject): JsonObject {
  const { stringData, ...rest } = body;
  if (!isObject(stringData)) return body;
  const entries = Object.entries(stringData);
  // What is no text is the API server's to refuse.
  if (!entries.every(([, value]) => typeof value === "string")) return body;
  const encoded: JsonObject = Object.fromEntries(
    entries.map(([key, value]) => [key, base64(value as string)]),
  );
  return { ...rest, data: { ...objectAt(rest, "data"), ...encoded } };
}

function base64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}

/** The SDK spells `x-kubernetes-…` with underscores, for languages that have no dashes in names. */
function renamed(object: JsonObject, pattern: RegExp, from: string, to: string): JsonObject {
  const rename = (value: Json | undefined): Json | undefined => {
    if (Array.isArray(value)) return value.map((item) => rename(item) ?? null);
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        pattern.test(key) ? key.replaceAll(from, to) : key,
        rename(inner),
      ]),
    );
  };
  return rename(object) as JsonObject;
}
