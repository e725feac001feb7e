type Reads = (value: unknown) => boolean;

const GO_DURATION = /^-?(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/;
const DAYS = /^(?=\d)(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$/;
const BYTES = /^(?=\d)(\d+(\.\d+)? ?([kmgtpe]i?b?|b))*(\d+(\.\d+)?)?$/i;

/** What a type of the tables wants to see, and an example of it. */
export interface Expected {
  expected: string;
  example: string;
}

/** Types of the tables: what the program can decode, and how to tell it in a message. */
const TYPES: Readonly<Record<string, Expected & { reads: Reads }>> = {
  any: { expected: "anything", example: "anything", reads: () => true },
  bool: { expected: "true or false", example: "true", reads: (v) => typeof v === "boolean" },
  bytes: {
    expected: "a number of bytes (such as 1048576 or 4MB)",
    example: '"4MB"',
    reads: (v) => isWhole(v) || (typeof v === "string" && BYTES.test(v)),
  },
  csv: { expected: "one text with commas", example: '"a,b"', reads: isText },
  days: {
    expected: "a duration (such as 90s, 12h or 30d)",
    example: '"30d"',
    reads: (v) => isDuration(v, DAYS),
  },
  duration: {
    expected: "a duration (such as 90s or 12h; it has no days)",
    example: '"12h"',
    reads: (v) => isDuration(v, GO_DURATION),
  },
  float: { expected: "a number", example: "0.5", reads: (v) => typeof v === "number" },
  int: { expected: "a whole number", example: "1", reads: isWhole },
  string: { expected: "a text", example: "the text in quotes", reads: isText },
  strings: {
    expected: "a list of texts",
    example: '["a", "b"]',
    reads: (v) => isText(v) || (Array.isArray(v) && v.every(isText)),
  },
};

/** What the type wants to see when it cannot read the value, otherwise nothing. */
export function misread(value: unknown, type: string): Expected | undefined {
  const known = TYPES[type];
  if (!known) throw new Error(`no such type in the tables: ${type}`);
  // The programs put environment variables in before they decode.
  if (typeof value === "string" && value.includes("${")) return undefined;
  return known.reads(value) ? undefined : known;
}

/** YAML's reader in Go makes a text of any single value. */
function isText(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

function isWhole(value: unknown): boolean {
  return Number.isInteger(value);
}

/** A bare number other than 0 decodes as nanoseconds, which nobody means. */
function isDuration(value: unknown, format: RegExp): boolean {
  return value === 0 || value === "0" || (typeof value === "string" && format.test(value));
}
