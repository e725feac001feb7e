import * as pulumi from "@pulumi/pulumi";
import { type LgtmStackArgs, STACK_KEYS } from "../components/stack/stack-args";
import { plainCopy } from "../components/shared/plain-copy";
import { Problems } from "../components/shared/problems";
import { Place, REFUSED } from "../components/shared/place";
import { CONFIG_NAMESPACE, refuseUnknown, resemblesOurs, splitKey } from "./config-keys";

/** What the program reads from `pulumi.Config`, so that tests and tools can bring a configuration of their own. */
export interface StackConfig {
  /** Every key with its namespace; maps and lists as JSON text. */
  all: Record<string, string>;
  /** Whether a key, or anything inside its map, is stored encrypted; undefined when that cannot be known. */
  isSecret(key: string): boolean | undefined;
}

interface RuntimeWithSecrets {
  isConfigSecret?(key: string): boolean;
}

/** The configuration of the running program. The only reader of Pulumi's configuration. */
export function currentConfig(): StackConfig {
  return {
    all: pulumi.runtime.allConfig(),
    // Exported by the SDK but not declared: an SDK without it cannot be asked, so nothing is refused.
    isSecret: (key) => (pulumi.runtime as RuntimeWithSecrets).isConfigSecret?.(key),
  };
}

/** The place at which problems with the stack's configuration are told: `lgtm:loki.retention`. */
export function configPlace(problems: Problems): Place {
  return new Place(`${CONFIG_NAMESPACE}:`, problems);
}

/**
 * Decodes the `lgtm:*` keys. Only what stands in the configuration itself is checked here (known keys,
 * readable maps, encrypted secrets); the values are checked with the args they become.
 */
export function readArgs(config: StackConfig, place: Place): LgtmStackArgs {
  const args: Record<string, unknown> = {};
  for (const [fullKey, value] of Object.entries(config.all)) {
    const [namespace, key] = splitKey(fullKey);
    if (namespace !== CONFIG_NAMESPACE) {
      if (resemblesOurs(fullKey)) refuseUnknown(fullKey, config.all, place);
    } else if (!isKnown(key)) refuseUnknown(fullKey, config.all, place);
    else {
      args[key] = readValue(value, fullKey, STACK_KEYS[key], config, place.at(key));
    }
  }
  return args;
}

function isKnown(key: string): key is keyof LgtmStackArgs {
  return Object.hasOwn(STACK_KEYS, key);
}

/** How a key is written in a stack file. */
type Written = (typeof STACK_KEYS)[keyof typeof STACK_KEYS];

function readValue(
  value: string,
  fullKey: string,
  written: Written,
  config: StackConfig,
  place: Place,
): unknown {
  if (written === "secret") {
    if (config.isSecret(fullKey) === false) refuseClearText(fullKey, place);
    // Still as plain text, so that its length can be checked. Where it is used it becomes a secret.
    return value;
  }
  if (config.isSecret(fullKey)) {
    refuseEncrypted(`a ${written}`, place);
    return REFUSED;
  }
  if (written !== "text") return parseJson(value, written, place);
  // What the engine makes of a key with nothing behind it.
  if (value === "null") {
    place.refuse(undefined, "a text", "it behind the colon, or leave the key out");
    return REFUSED;
  }
  return value;
}

function parseJson(value: string, written: "list" | "map", place: Place): unknown {
  try {
    return plainCopy(JSON.parse(value) as unknown, place);
  } catch {
    const write = written === "map" ? "its keys indented below it" : "one item a line with a dash";
    place.refuse(value, `a ${written}`, write);
    return REFUSED;
  }
}

function refuseClearText(fullKey: string, place: Place): void {
  place.tell({
    given: "a value in clear text",
    allowed: "an encrypted value",
    write: `it with \`pulumi config set --secret ${fullKey}\``,
  });
}

/** What is no secret of its own ends up readable, in ConfigMaps and in args of pods. */
function refuseEncrypted(kind: string, place: Place): void {
  const secrets = Object.entries(STACK_KEYS)
    .filter(([, written]) => written === "secret")
    .map(([key]) => `${CONFIG_NAMESPACE}:${key}`);
  place.tell({
    given: "an encrypted value",
    allowed: `${kind} in clear text, for it is written into ConfigMaps`,
    write: `secrets as keys of their own (${secrets.join(", ")}), or into a Secret of yours`,
  });
}
