import { type Difference, replacingDiff } from "./diff";
import type { Json, JsonObject } from "./json";
import { RANDOM_KINDS, type RandomKind } from "./random-kinds";
import type * as rpc from "./rpc";
import {
  containsUnknown,
  isSecret,
  secret,
  secretObjectLike,
  unknown,
  unwrapObject,
} from "./secrets";
import { parseUrn } from "./urn";

/** The `random` provider: a value is made once and kept in the state; every change of an input makes another. */
export class RandomProvider implements rpc.Provider {
  configure(): Promise<void> {
    return Promise.resolve();
  }

  cancel(): void {
    // Nothing here takes time.
  }

  check({ urn, news }: rpc.CheckRequest): Promise<rpc.CheckResult> {
    const kind = kindOf(urn);
    if (containsUnknown(news)) return Promise.resolve({ inputs: news });
    const failures = kind.problems(unwrapObject(news)).map((reason) => ({ property: "", reason }));
    return Promise.resolve({ inputs: news, failures });
  }

  diff({ oldInputs, news }: rpc.DiffRequest): Promise<Difference> {
    return Promise.resolve(replacingDiff(oldInputs, news));
  }

  create({ urn, inputs, preview }: rpc.CreateRequest): Promise<rpc.Created> {
    const kind = kindOf(urn);
    if (preview) {
      const promised = Object.fromEntries(kind.outputs.map((key) => [key, unknown]));
      return Promise.resolve({
        id: "",
        outputs: { ...inputs, ...withSecrets(kind, promised) },
      });
    }
    const { id, outputs } = kind.make(unwrapObject(inputs));
    const whole: JsonObject = { ...unwrapObject(inputs), ...outputs };
    return Promise.resolve({
      id,
      outputs: withSecrets(kind, secretObjectLike(whole, inputs)),
    });
  }

  update({ state }: rpc.UpdateRequest): Promise<JsonObject> {
    // A change replaces, so this is reached only when nothing of the value changed.
    return Promise.resolve(state);
  }

  delete(): Promise<void> {
    return Promise.resolve();
  }

  read({ id, urn, state, oldInputs }: rpc.ReadRequest): Promise<rpc.ReadResult | undefined> {
    if (Object.keys(state).length === 0) {
      throw new Error(
        `${parseUrn(urn).name} cannot be imported: a random value exists only in the state that made it`,
      );
    }
    return Promise.resolve({ id, outputs: state, inputs: oldInputs });
  }
}

function withSecrets(kind: RandomKind, outputs: JsonObject): JsonObject {
  const marked = Object.entries(outputs).map(([key, value]): [string, Json | undefined] =>
    value === undefined || !kind.secrets.includes(key) || isSecret(value)
      ? [key, value]
      : [key, secret(value)],
  );
  return Object.fromEntries(marked);
}

function kindOf(urn: string): RandomKind {
  const { type } = parseUrn(urn);
  const name = type.split(":").at(-1) ?? "";
  const kind = RANDOM_KINDS[name];
  if (kind !== undefined) return kind;
  throw new Error(
    `the embedded provider does not serve ${type}, it serves ${Object.keys(RANDOM_KINDS).join(", ")}: ` +
      "use one of these, or install the official plugin (pulumi plugin install resource random)",
  );
}
