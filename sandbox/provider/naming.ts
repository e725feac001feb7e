import { createHash, randomBytes } from "node:crypto";
import { isObject, type JsonObject, objectAt, stringAt, withValue } from "./json";

/** The official provider writes the same annotation: a name that nobody chose may change with a replacement. */
export const AUTONAMED = "pulumi.com/autonamed";

const ALPHABET = "0123456789abcdef";

export interface NamingRequest {
  /** The resource's name in the program. */
  name: string;
  /** The engine's seed: the same in the preview and in the update that follows its plan. */
  seed: Uint8Array;
  /** A name that the engine proposes, from the user's autonaming configuration. */
  proposed?: string;
}

/** Eight hex digits, from the seed when the engine gives one. */
export function randomSuffix(request: Pick<NamingRequest, "name" | "seed">): string {
  const bytes =
    request.seed.length > 0
      ? createHash("sha256").update(request.seed).update(request.name).digest()
      : randomBytes(4);
  return [...bytes.subarray(0, 4)]
    .map((byte) => `${ALPHABET.charAt(byte >> 4)}${ALPHABET.charAt(byte & 15)}`)
    .join("");
}

/** The inputs with a metadata.name: the given one, the one chosen before, or a new one. */
export function withName(
  inputs: JsonObject,
  olds: JsonObject | undefined,
  request: NamingRequest,
): JsonObject {
  // A name that is unknown in a preview, or secret, is still a name that was given.
  if (objectAt(inputs, "metadata").name !== undefined) return inputs;
  if (inputs.metadata !== undefined && !isObject(inputs.metadata)) return inputs;
  const prefix = stringAt(inputs, "metadata", "generateName") ?? `${request.name}-`;
  const before = isAutonamed(olds) ? stringAt(olds, "metadata", "name") : undefined;
  const name = before ?? request.proposed ?? `${prefix}${randomSuffix(request)}`;
  const named = withValue(inputs, ["metadata", "name"], name);
  return withValue(named, ["metadata", "annotations", AUTONAMED], "true");
}

export function isAutonamed(inputs: JsonObject | undefined): boolean {
  return stringAt(inputs, "metadata", "annotations", AUTONAMED) === "true";
}
