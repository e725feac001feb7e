import { isDeepStrictEqual } from "node:util";
import randomSdk from "@pulumi/random/package.json";
import type { provider } from "@pulumi/pulumi";
import { hashSync } from "bcryptjs";
import { type TextRules, randomText, textProblems } from "./random-text";

const PASSWORD = "random:index/randomPassword:RandomPassword";

/** What the official provider hashes with. */
const BCRYPT_COST = 10;

type Inputs = Readonly<Record<string, unknown>>;

/**
 * Stands in for the official `random` plugin on a machine that cannot download it. It serves the one kind that this
 * package deploys, and writes the state as the official plugin does, which can take over later.
 */
export class RandomProvider implements provider.Provider {
  /** The engine warns about any other than the one that the SDK was made for. */
  readonly version = randomSdk.version;

  check(urn: string, _olds: Inputs, news: Inputs): Promise<provider.CheckResult> {
    refuseOther(urn);
    const failures = textProblems(textRules(news)).map((reason) => ({ property: "", reason }));
    return Promise.resolve({ inputs: news, failures });
  }

  /** Whatever is asked for anew is another password. */
  diff(_id: string, _urn: string, olds: Inputs, news: Inputs): Promise<provider.DiffResult> {
    const replaces = Object.keys(news)
      .filter((key) => !key.startsWith("__"))
      .filter((key) => !isDeepStrictEqual(news[key], olds[key]));
    const dropped = "keepers" in olds && !("keepers" in news) ? ["keepers"] : [];
    const all = [...replaces, ...dropped];
    return Promise.resolve({ changes: all.length > 0, replaces: all });
  }

  create(urn: string, inputs: Inputs): Promise<provider.CreateResult> {
    refuseOther(urn);
    const rules = textRules(inputs);
    const result = randomText(rules);
    // The SDK declares both as secrets, so that the engine encrypts them.
    const secrets = { result, bcryptHash: hashSync(result, BCRYPT_COST) };
    const outs = { ...inputs, ...rules, number: rules.numeric, ...secrets };
    return Promise.resolve({ id: "none", outs });
  }
}

function refuseOther(urn: string): void {
  const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
  if (type === PASSWORD) return;
  throw new Error(
    `this stand-in for the random provider makes only ${PASSWORD}, not ${type}: ` +
      "install the official plugin (pulumi plugin install resource random)",
  );
}

function textRules(inputs: Inputs): TextRules {
  const number = (key: string) => Number(inputs[key] ?? 0);
  const { overrideSpecial } = inputs;
  return {
    length: number("length"),
    lower: inputs.lower !== false,
    upper: inputs.upper !== false,
    // number is the old spelling of numeric.
    numeric: inputs.numeric !== false && inputs.number !== false,
    special: inputs.special !== false,
    minLower: number("minLower"),
    minUpper: number("minUpper"),
    minNumeric: number("minNumeric"),
    minSpecial: number("minSpecial"),
    ...(typeof overrideSpecial === "string" && { overrideSpecial }),
  };
}
