import * as pulumi from "@pulumi/pulumi";
import { type LgtmStackArgs, STACK_KEYS } from "../components/stack/stack-args";
import { nearest } from "../components/shared/nearest";
import { Problems } from "../components/shared/problems";
import { Place } from "../components/shared/shape";

/** The namespace of our configuration keys, as in `lgtm:retention`. */
export const CONFIG_NAMESPACE = "lgtm";

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
  const known = Object.keys(STACK_KEYS);
  for (const [fullKey, value] of Object.entries(config.all)) {
    const [namespace, key = ""] = fullKey.split(/:(.*)/s);
    if (namespace !== CONFIG_NAMESPACE) continue;
    const written = STACK_KEYS[key as keyof LgtmStackArgs] as Written | undefined;
    switch (written) {
      case "text":
        if (config.isSecret(fullKey)) refuseEncrypted("a text", place.at(key));
        else args[key] = value;
        break;
      case "list":
      case "map":
        if (config.isSecret(fullKey)) refuseEncrypted(`a ${written}`, place.at(key));
        else args[key] = parseJson(value, written, place.at(key));
        break;
      case "secret":
        if (config.isSecret(fullKey) === false) refuseClearText(fullKey, place.at(key));
        // Still as plain text, so that its length can be checked. Where it is used it becomes a secret.
        args[key] = value;
        break;
      default: {
        const near = nearest(key, known);
        const allowed = `one of ${known.map((k) => `"${CONFIG_NAMESPACE}:${k}"`).join(", ")}`;
        const write = near ? `"${CONFIG_NAMESPACE}:${near}"` : "one of these, or remove it";
        place.at(key).refuse(fullKey, allowed, write);
      }
    }
  }
  return args;
}

/** How a key is written in a stack file. */
type Written = (typeof STACK_KEYS)[keyof typeof STACK_KEYS];

function parseJson(value: string, written: "list" | "map", place: Place): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    const write = written === "map" ? "its keys indented below it" : "one item a line with a dash";
    place.refuse(value, `a ${written}`, write);
    return undefined;
  }
}

function refuseClearText(fullKey: string, place: Place): void {
  place.problems.add({
    path: place.path,
    given: "a value in clear text",
    allowed: "an encrypted value",
    write: `it with \`pulumi config set --secret ${fullKey}\``,
  });
}

/** What is no secret of its own ends up readable, in ConfigMaps and in args of pods. */
function refuseEncrypted(kind: "a text" | "a list" | "a map", place: Place): void {
  const secrets = Object.entries(STACK_KEYS)
    .filter(([, written]) => written === "secret")
    .map(([key]) => `${CONFIG_NAMESPACE}:${key}`);
  place.problems.add({
    path: place.path,
    given: "an encrypted value",
    allowed: `${kind} in clear text, for it is written into ConfigMaps`,
    write: `secrets as keys of their own (${secrets.join(", ")}), or into a Secret of yours`,
  });
}
