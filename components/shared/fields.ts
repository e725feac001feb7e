import * as pulumi from "@pulumi/pulumi";
import { nearest } from "./nearest";
import { type Field, mapOf, quotedList, scalar } from "./shape";
import { type Duration, type Quantity, durationSeconds, quantityValue } from "./units";

export function boolean(): Field<boolean> {
  return scalar(
    (v) => (typeof v === "boolean" ? v : undefined),
    false,
    "true or false",
    "true or false, without quotes",
  );
}

/** A whole number between `min` and `max`. */
export function integer({ min, max = Number.MAX_SAFE_INTEGER }: { min: number; max?: number }) {
  const range = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`;
  return scalar(
    (v) => (typeof v === "number" && Number.isInteger(v) && v >= min && v <= max ? v : undefined),
    min,
    `a whole number ${range}`,
    `for example ${min}`,
  );
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
  return scalar(
    (v) => (typeof v === "string" && fits(v) ? v : undefined),
    example ?? "",
    rule.allowed ?? (allowEmpty ? "a text" : allowed),
    example === undefined ? "the text in quotes" : `for example "${example}"`,
  );
}

/** An HTTP address. It ends up in configuration files, so it carries no credentials. */
export function url(example: string): Field<string> {
  return text({
    pattern: /^https?:\/\/[^\s/@?#]+(\/[^\s?#]*)?$/,
    allowed: "an http:// or https:// URL without user, query or fragment",
    example,
  });
}

/** Length of the longest name that a workload may have: its pods add a hash, its headless Service a word. */
const LONGEST_WORKLOAD = 52;

/** The name of a workload, its Service and its pods (RFC 1035 label). */
export function workloadName(example: string): Field<string> {
  return text({
    pattern: new RegExp(`^[a-z]([-a-z0-9]{0,${LONGEST_WORKLOAD - 2}}[a-z0-9])?$`),
    allowed: `1 to ${LONGEST_WORKLOAD} lower-case letters, digits and dashes, beginning with a letter`,
    example,
  });
}

/** The name of a namespace (RFC 1123 label). */
export function dnsLabel(example: string): Field<string> {
  return text({
    pattern: /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
    allowed: "1 to 63 lower-case letters, digits and dashes",
    example,
  });
}

/** The name of any other Kubernetes object (RFC 1123 subdomain). */
export function objectName(example: string): Field<string> {
  return text({
    pattern: /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
    allowed: "1 to 253 lower-case letters, digits, dashes and dots",
    example,
  });
}

/** A length of time, at least `min`. */
export function duration({ min, example }: { min?: Duration; example: Duration }): Field<Duration> {
  const least = min === undefined ? 1 : (durationSeconds(min) ?? 1);
  const allowed = `a duration${min ? ` of at least ${min}` : ""}: a whole number and s, m, h, d, w or y`;
  return {
    read(value, place) {
      const seconds = typeof value === "string" ? durationSeconds(value) : undefined;
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
  { min, max }: { min?: Quantity; max?: Quantity } = {},
): Field<Quantity> {
  const least = min === undefined ? Number.MIN_VALUE : (quantityValue(min) ?? 0);
  const most = max === undefined ? Infinity : (quantityValue(max) ?? 0);
  const range = `${min ? `of at least ${min}` : "above zero"}${max ? ` and at most ${max}` : ""}`;
  return scalar(
    (v) => {
      const written = typeof v === "number" ? String(v) : v;
      if (typeof written !== "string") return undefined;
      const value = quantityValue(written);
      return value !== undefined && value >= least && value <= most ? written : undefined;
    },
    example,
    `a Kubernetes quantity ${range}`,
    `for example "${example}"`,
  );
}

const LABEL_KEY =
  /^(([a-z0-9]([-a-z0-9]*[a-z0-9])?)(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** Labels of Kubernetes objects. */
export function labelMap(): Field<Record<string, string>> {
  const value = text({
    pattern: /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/,
    allowed: "at most 63 letters, digits, dashes, dots and underscores",
    example: "platform",
    allowEmpty: true,
  });
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

/** Annotations of Kubernetes objects. */
export function annotationMap(): Field<Record<string, string>> {
  return keyed(mapOf(text({ allowEmpty: true })));
}

/** A map whose keys are those of labels and annotations. */
function keyed<T>(map: Field<Record<string, T>>): Field<Record<string, T>> {
  const allowed = "a key of labels: letters, digits, dashes, dots, with a domain and / before it";
  return {
    read(value, place) {
      const entries = Object.entries(map.read(value, place)).filter(([key]) => {
        const fits = LABEL_KEY.test(key);
        if (!fits) place.at(key).refuse(key, allowed, 'for example "example.com/team"');
        return fits;
      });
      return Object.fromEntries(entries);
    },
  };
}

/** A secret text, plain or from another resource. It is never shown. */
export function secret({
  minLength,
  pattern,
  letters = "characters",
}: {
  minLength: number;
  /** What it may consist of, and in words. */
  pattern?: RegExp;
  letters?: string;
}): Field<pulumi.Input<string>> {
  return {
    read(value, place) {
      const isText =
        typeof value === "string" && value.length >= minLength && (pattern?.test(value) ?? true);
      if (isText || pulumi.Output.isInstance(value) || value instanceof Promise) {
        return value as pulumi.Input<string>;
      }
      const given = typeof value === "string" ? `a text of ${value.length} characters` : undefined;
      place.problems.add({
        path: place.path,
        given: given ?? `a ${typeof value}`,
        allowed: `a secret text of at least ${minLength} ${letters}`,
        write: "it with `pulumi config set --secret`, or leave it out to have one generated",
      });
      return "";
    },
  };
}
