type Reads = (value: unknown) => boolean;

const GO_DURATION = /^-?(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/;
const DAYS = /^(?=\d)(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$/;
const BYTES = /^(\d+(\.\d+)? ?([kmgtpe]i?)?b?)+$/i;

/** Types of the tables: what the program can decode, and how to tell it in a message. */
const TYPES: Readonly<Record<string, { expected: string; reads: Reads }>> = {
  any: { expected: "anything", reads: () => true },
  bool: { expected: "true or false", reads: (v) => typeof v === "boolean" },
  bytes: {
    expected: "a number of bytes (such as 1048576 or 4MB)",
    reads: (v) => isWhole(v) || (typeof v === "string" && BYTES.test(v)),
  },
  csv: { expected: "one text with commas", reads: isText },
  days: { expected: "a duration (such as 90s, 12h or 30d)", reads: (v) => isDuration(v, DAYS) },
  duration: {
    expected: "a duration (such as 90s or 12h; it has no days)",
    reads: (v) => isDuration(v, GO_DURATION),
  },
  float: { expected: "a number", reads: (v) => typeof v === "number" },
  int: { expected: "a whole number", reads: isWhole },
  string: { expected: "a text", reads: isText },
  strings: {
    expected: "a list of texts",
    reads: (v) => isText(v) || (Array.isArray(v) && v.every(isText)),
  },
};

/** What the type wants to see when it cannot read the value, otherwise nothing. */
export function misread(value: unknown, type: string): string | undefined {
  const known = TYPES[type];
  if (!known) throw new Error(`no such type in the tables: ${type}`);
  // The programs put environment variables in before they decode.
  if (typeof value === "string" && value.includes("${")) return undefined;
  return known.reads(value) ? undefined : known.expected;
}

function isText(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number";
}

function isWhole(value: unknown): boolean {
  return Number.isInteger(value);
}

/** A bare number other than 0 decodes as nanoseconds, which nobody means. */
function isDuration(value: unknown, format: RegExp): boolean {
  return value === 0 || value === "0" || (typeof value === "string" && format.test(value));
}
