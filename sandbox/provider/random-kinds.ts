import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { hashSync } from "bcryptjs";
import { type Json, type JsonObject, listAt, numberAt, stringAt } from "./json";
import { randomText, shuffled, textProblems, type TextRules } from "./random-text";

/** What the official provider hashes with. */
const BCRYPT_COST = 10;

/** What a random resource makes of its inputs. */
export interface RandomKind {
  problems(inputs: JsonObject): string[];
  make(inputs: JsonObject): { id: string; outputs: JsonObject };
  /** The outputs that a program does not know before they are made. */
  outputs: readonly string[];
  secrets: readonly string[];
}

export const RANDOM_KINDS: Readonly<Record<string, RandomKind>> = {
  RandomPassword: {
    problems: (inputs) => textProblems(textRules(inputs)),
    make: (inputs) => {
      const rules = textRules(inputs);
      const result = randomText(rules);
      return {
        id: "none",
        outputs: { ...written(rules), result, bcryptHash: hashSync(result, BCRYPT_COST) },
      };
    },
    outputs: ["result", "bcryptHash"],
    secrets: ["result", "bcryptHash"],
  },
  RandomString: {
    problems: (inputs) => textProblems(textRules(inputs)),
    make: (inputs) => {
      const rules = textRules(inputs);
      const result = randomText(rules);
      return { id: result, outputs: { ...written(rules), result } };
    },
    outputs: ["result"],
    secrets: [],
  },
  RandomId: {
    problems: (inputs) => positive(inputs, "byteLength"),
    make: (inputs) => {
      const bytes = randomBytes(numberAt(inputs, "byteLength") ?? 0);
      const prefix = stringAt(inputs, "prefix") ?? "";
      const b64Url = bytes.toString("base64url");
      return {
        id: b64Url,
        outputs: {
          b64Std: prefix + bytes.toString("base64"),
          b64Url: prefix + b64Url,
          hex: prefix + bytes.toString("hex"),
          dec: prefix + BigInt(`0x${bytes.toString("hex")}`).toString(),
        },
      };
    },
    outputs: ["b64Std", "b64Url", "hex", "dec"],
    secrets: [],
  },
  RandomBytes: {
    problems: (inputs) => positive(inputs, "length"),
    make: (inputs) => {
      const bytes = randomBytes(numberAt(inputs, "length") ?? 0);
      return {
        id: "none",
        outputs: { base64: bytes.toString("base64"), hex: bytes.toString("hex") },
      };
    },
    outputs: ["base64", "hex"],
    secrets: ["base64", "hex"],
  },
  RandomUuid: {
    problems: () => [],
    make: () => {
      const result = randomUUID();
      return { id: result, outputs: { result } };
    },
    outputs: ["result"],
    secrets: [],
  },
  RandomInteger: {
    problems: ({ min, max }) =>
      Number.isSafeInteger(min) && Number.isSafeInteger(max) && Number(min) <= Number(max)
        ? []
        : [
            `min is ${JSON.stringify(min)} and max is ${JSON.stringify(max)}: give two whole numbers, min first`,
          ],
    make: ({ min, max }) => {
      const result = randomInt(Number(min), Number(max) + 1);
      return { id: String(result), outputs: { result } };
    },
    outputs: ["result"],
    secrets: [],
  },
  RandomShuffle: {
    problems: (inputs) =>
      listAt(inputs, "inputs").length > 0 ? [] : ["inputs is empty: give at least one text"],
    make: (inputs) => {
      const items = listAt(inputs, "inputs");
      const count = numberAt(inputs, "resultCount") ?? items.length;
      const results: Json[] = [];
      while (results.length < count) results.push(...shuffled(items));
      return { id: "-", outputs: { results: results.slice(0, count) } };
    },
    outputs: ["results"],
    secrets: [],
  },
};

function textRules(inputs: JsonObject): TextRules {
  const allowed = (key: string): boolean => inputs[key] !== false;
  return {
    length: numberAt(inputs, "length") ?? 0,
    lower: allowed("lower"),
    upper: allowed("upper"),
    // number is the old spelling of numeric.
    numeric: allowed("numeric") && allowed("number"),
    special: allowed("special"),
    minLower: numberAt(inputs, "minLower") ?? 0,
    minUpper: numberAt(inputs, "minUpper") ?? 0,
    minNumeric: numberAt(inputs, "minNumeric") ?? 0,
    minSpecial: numberAt(inputs, "minSpecial") ?? 0,
    overrideSpecial: stringAt(inputs, "overrideSpecial"),
  };
}

/** The rules with their defaults, as the official provider puts them into the state. */
function written(rules: TextRules): JsonObject {
  const { overrideSpecial, ...rest } = rules;
  return {
    ...rest,
    number: rules.numeric,
    ...(overrideSpecial === undefined ? {} : { overrideSpecial }),
  };
}

function positive(inputs: JsonObject, key: string): string[] {
  const value = inputs[key];
  return typeof value === "number" && Number.isInteger(value) && value >= 1
    ? []
    : [`${key} is ${JSON.stringify(value)}, it must be a whole number of at least 1`];
}
