import { nearest } from "./nearest";
import { type Field, mapOf, scalar } from "./shape";
import { quotedList } from "./shown";
import { type Duration, type Quantity, durationSeconds, quantityValue } from "./units";

export function boolean(): Field<boolean> {
  return scalar(
    (v) => (typeof v === "boolean" ? v : undefined),
    false,
    "true or false",
    "true or false, without quotes",
  );
}

/** Kubernetes and most of our programs count in 31 bits. */
const LARGEST_INTEGER = 2 ** 31 - 1;

/** A whole number between `min` and `max`. */
export function integer({ min, max = LARGEST_INTEGER }: { min: number; max?: number }) {
  const fits = (v: unknown): v is number =>
    typeof v === "number" && Number.isInteger(v) && v >= min && v <= max;
  const field: Field<number> = {
    read(value, place) {
      if (fits(value)) return value;
      // "from 1" is enough for most: only those who go beyond it need to hear of the other end.
      const isBelow = max === LARGEST_INTEGER && !(typeof value === "number" && value > max);
      const range = isBelow ? `from ${min}` : `from ${min} to ${max}`;
      const inQuotes = typeof value === "string" && value.trim() !== "" && fits(Number(value));
      const write = inQuotes ? `${Number(value)}, without quotes` : `for example ${min}`;
      place.refuse(value, `a whole number ${range}`, write);
      return min;
    },
  };
  return field;
}

/** One of a few words. */
export function oneOf<T extends string>(choices: readonly T[]): Field<T> {
  return {
    read(value, place) {
      const choice = choices.find((c) => c === value);
      if (choice !== undefined) return choice;
      const near = typeof value === "string" ? nearest(value, choices) : undefined;
      place.refuse(value, `one of ${quotedList(choices)}`, `"${near ?? choices[0] ?? ""}"`);
      return choices[0] as T;
    },
  };
}

/** A text. `pattern` and `allowed` say which. */
export function text(
  rule: { pattern?: RegExp; allowed?: string; example?: string; allowEmpty?: boolean } = {},
): Field<string> {
  const { pattern, allowed = "a text that is not empty", example, allowEmpty = false } = rule;
  const fits = (v: string) => (allowEmpty || v !== "") && (pattern?.test(v) ?? true);
  return {
    read(value, place) {
      if (typeof value === "string" && fits(value)) return value;
      const isBare = typeof value === "boolean" || Number.isFinite(value);
      const bare = isBare ? String(value) : "";
      const instead = example === undefined ? "the text in quotes" : `for example "${example}"`;
      const isCut = typeof value === "number" && !Number.isInteger(value);
      const inQuotes = `"${bare}", in quotes${isCut ? " (with its last zeros, which YAML cuts off)" : ""}`;
      const write = bare !== "" && fits(bare) ? inQuotes : instead;
      place.refuse(value, rule.allowed ?? (allowEmpty ? "a text" : allowed), write);
      // Whoever reads it again must not refuse it again.
      return example ?? "text";
    },
  };
}

/** An HTTP address. It ends up in configuration files, so it carries no credentials. */
export function url(
  example: string,
  rule: { pattern: RegExp; allowed: string } = {
    pattern: /^https?:\/\/[^\s/@?#]+(\/[^\s?#]*)?$/,
    allowed:
      "an http:// or https:// URL with a host, without user, query or fragment, its port at most 65535",
  },
): Field<string> {
  const isUrl = (v: string) => rule.pattern.test(v) && URL.canParse(v);
  return {
    read(value, place) {
      if (typeof value === "string" && isUrl(value)) return value;
      // A user may well be written with the password.
      const hasUser = typeof value === "string" && /:\/\/[^/?#]*@/.test(value);
      const { allowed } = rule;
      const write = `for example "${example}"`;
      if (hasUser) place.tell({ given: "a URL with a user in it", allowed, write });
      else place.refuse(value, allowed, write);
      return example;
    },
  };
}

/** A host, and a host with a port, as patterns. */
export const HOST = "[a-zA-Z0-9]([-a-zA-Z0-9.]*[a-zA-Z0-9])?";
const PORT = String.raw`([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])`;
export const HOST_AND_PORT = `${HOST}:${PORT}`;

/** A host and a port without a scheme. */
export function hostAndPort(example: string): Field<string> {
  return text({
    pattern: new RegExp(`^${HOST_AND_PORT}$`),
    allowed: "host:port, without http://, and the port from 1 to 65535",
    example,
  });
}

/** Length of the longest name that a workload may have: its pods add a hash, its headless Service a word. */
const LONGEST_WORKLOAD = 52;

/** The name of a workload, its Service and its pods (RFC 1035 label). */
export function workloadName(example: string): Field<string> {
  return text({
    pattern: new RegExp(`^[a-z]([-a-z0-9]{0,${LONGEST_WORKLOAD - 2}}[a-z0-9])?$`),
    allowed: `1 to ${LONGEST_WORKLOAD} lower-case letters, digits and dashes, beginning with a letter and not ending with a dash`,
    example,
  });
}

/** The name of a namespace (RFC 1123 label). */
export function dnsLabel(example: string): Field<string> {
  return text({
    pattern: /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
    allowed: "1 to 63 lower-case letters, digits and dashes, without a dash at either end",
    example,
  });
}

/** The name of any other Kubernetes object (RFC 1123 subdomain). */
export function objectName(example: string): Field<string> {
  return text({
    pattern: /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
    allowed:
      "1 to 253 lower-case letters, digits, dashes and dots, with a letter or digit at both ends and around each dot",
    example,
  });
}

/** A length of time, at least `min`. */
export function duration({ min, example }: { min?: Duration; example: Duration }): Field<Duration> {
  const least = min === undefined ? 1 : (durationSeconds(min) ?? 1);
  const allowed = `a duration ${min ? `of at least ${min}` : "above zero"}: a whole number and s, m, h, d, w or y`;
  return {
    read(value, place) {
      const written = typeof value === "string" && /^\d+[smhdwy]$/.test(value) ? value : undefined;
      // What cannot even be counted here is longer still.
      const seconds = written === undefined ? undefined : (durationSeconds(written) ?? Infinity);
      const tooLong = seconds !== undefined && seconds > LONGEST_DURATION_SECONDS;
      if (seconds !== undefined && seconds >= least && !tooLong) return value as Duration;
      place.refuse(value, tooLong ? LONGEST_DURATION : allowed, `for example "${example}"`);
      return example;
    },
  };
}

/** Go keeps durations as nanoseconds in 63 bits. */
const LONGEST_DURATION_SECONDS = durationSeconds("290y") ?? 0;
const LONGEST_DURATION = "a duration of at most 290y, the longest that Go programs can count";

/** A Kubernetes quantity above zero. */
export function quantity(
  example: Quantity,
  { min, max = LARGEST_QUANTITY }: { min?: Quantity; max?: Quantity } = {},
): Field<Quantity> {
  const least = min === undefined ? Number.MIN_VALUE : (quantityValue(min) ?? 0);
  const most = quantityValue(max) ?? 0;
  return {
    read(given, place) {
      const written = typeof given === "number" ? String(given) : given;
      const value = typeof written === "string" ? quantityValue(written) : undefined;
      if (value !== undefined && value >= least && value <= most) return written as Quantity;
      // As with whole numbers, the other end is for those who went beyond it.
      const hasEnd = max !== LARGEST_QUANTITY || (value ?? 0) > most;
      const range = `${min ? `of at least ${min}` : "above zero"}${hasEnd ? ` and at most ${max}` : ""}`;
      place.refuse(given, `a Kubernetes quantity ${range}`, `for example "${example}"`);
      return example;
    },
  };
}

/** Kubernetes counts in 63 bits. */
const LARGEST_QUANTITY: Quantity = "8Ei";

const LABEL_KEY =
  /^((?=[^/]{1,253}\/)([a-z0-9]([-a-z0-9]*[a-z0-9])?)(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_KEY_ALLOWED =
  "a key of labels: at most 63 letters, digits, dashes, dots and underscores, with a letter or digit at both ends, and before it, if need be, a domain in lower case and /";

/** The key of a label, which taints and selectors have too. */
export function labelKey(example: string): Field<string> {
  return text({ pattern: LABEL_KEY, allowed: LABEL_KEY_ALLOWED, example });
}

const LABEL_VALUE = "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";
const LABEL_VALUE_ALLOWED =
  "63 letters, digits, dashes, dots and underscores, with a letter or digit at both ends";

/** The value of a label that may not be empty. */
export function labelValue(example: string): Field<string> {
  return text({
    pattern: new RegExp(`^${LABEL_VALUE}$`),
    allowed: `1 to ${LABEL_VALUE_ALLOWED}`,
    example,
  });
}

/** The same of any label. */
export function anyLabelValue(example: string): Field<string> {
  return text({
    pattern: new RegExp(`^(${LABEL_VALUE})?$`),
    allowed: `at most ${LABEL_VALUE_ALLOWED}`,
    example,
    allowEmpty: true,
  });
}

/** Labels of Kubernetes objects. `value` reads each of their values. */
export function labelMap(value = anyLabelValue("platform")): Field<Record<string, string>> {
  return keyed(mapOf(value));
}

/** Labels of the user's own. By those of Kubernetes' recommended set our objects, and those of charts, find their pods. */
export function ownLabelMap(): Field<Record<string, string>> {
  const labels = labelMap();
  return {
    read(value, place) {
      const entries = Object.entries(labels.read(value, place)).filter(([key]) => {
        const isOurs = /^(app\.kubernetes\.io|helm\.sh)\//.test(key);
        const why =
          "a label of your own: by those of app.kubernetes.io and helm.sh Services find their pods";
        if (isOurs) place.at(key).refuse(key, why, 'for example "example.com/team", or remove it');
        return !isOurs;
      });
      return Object.fromEntries(entries);
    },
  };
}

/** Kubernetes takes so many bytes of annotations for one object, keys included. A tenth is for others' annotations. */
const LARGEST_ANNOTATIONS = 0.9 * 2 ** 18;

/** Annotations of Kubernetes objects. */
export function annotationMap(): Field<Record<string, string>> {
  const annotations = keyed(mapOf(text({ allowEmpty: true })));
  return {
    read(value, place) {
      const read = annotations.read(value, place);
      const size = Buffer.byteLength(Object.entries(read).flat().join(""));
      if (size <= LARGEST_ANNOTATIONS) return read;
      const allowed = `at most ${Math.floor(LARGEST_ANNOTATIONS)} bytes: Kubernetes takes no more for one object`;
      place.tell({ given: `annotations of ${size} bytes`, allowed, write: "shorter ones" });
      return {};
    },
  };
}

/** A map whose keys are those of labels and annotations. */
function keyed<T>(map: Field<Record<string, T>>): Field<Record<string, T>> {
  return {
    read(value, place) {
      const entries = Object.entries(map.read(value, place)).filter(([key]) => {
        const fits = LABEL_KEY.test(key);
        if (!fits) place.at(key).refuse(key, LABEL_KEY_ALLOWED, 'for example "example.com/team"');
        return fits;
      });
      return Object.fromEntries(entries);
    },
  };
}
