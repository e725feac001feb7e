import { isMap } from "./merge";
import type { Place } from "./place";
import type { Field } from "./shape";

/** How a program's configuration names a secret without showing it. */
export interface SecretRules {
  /** Paths of other values that are secrets, beside those whose keys say so in any program. */
  paths?: RegExp;
  /** Keys below which everybody chooses the names, so that these say nothing. */
  free?: readonly string[];
  /** What stands for a secret: the program replaces it when it reads its configuration. */
  references?: RegExp;
  /** What to write instead. */
  allowed: string;
  write: string;
}

/** Keys of secrets, in the spellings of all our programs. Those of files, such as `password_file`, are none. */
const SECRET_KEY =
  /(password|passphrase|secrets?|token|credentials|(account|api|private|secret)_?key)$|(^|_)pass$|^(proxy-)?authorization$/i;

/** Keys of addresses and of what a database is connected by. */
const ADDRESS_KEY = /(url|dsn|conn_?str|connection_?string)$/i;

const PASSWORD_IN_URL = /:\/\/[^\s/?#:@]*:[^\s/?#@]+@/;

/** The same without a scheme, or among parameters: elsewhere than in addresses a text may well look like this. */
const PASSWORD_IN_ADDRESS =
  /^[^\s/?#:@]*:[^\s/?#@]+@|(^|[\s,;&?])(password|pwd|secret|(access_)?token|api_?key)=[^\s,;&]/i;

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/** The same field, but what it reads shows no secret: it ends up in a ConfigMap, which many may read. */
export function withoutSecrets<T>(field: Field<T>, rules: SecretRules): Field<T> {
  return {
    read(value, place) {
      const read = field.read(value, place);
      refuseSecrets(read, place, rules, false);
      return read;
    },
  };
}

function refuseSecrets(value: unknown, place: Place, rules: SecretRules, named: boolean): void {
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) refuseSecrets(item, place.at(i), rules, named);
  } else if (isMap(value)) {
    for (const [key, inner] of Object.entries(value)) {
      const at = place.at(key);
      const secret = SECRET_KEY.test(key) || rules.paths?.test(at.path) === true;
      if (rules.free?.includes(key) !== true) refuseSecrets(inner, at, rules, secret);
    }
  } else if (typeof value === "string" || typeof value === "number") {
    const written = String(value).replaceAll(rules.references ?? /$^/g, "");
    if (named ? !/^(true|false)?$/.test(written) : tells(written, place.key)) {
      refuseClear(place, rules);
    }
  }
}

function tells(text: string, key: string): boolean {
  return (
    PASSWORD_IN_URL.test(text) ||
    PRIVATE_KEY.test(text) ||
    (ADDRESS_KEY.test(key) && PASSWORD_IN_ADDRESS.test(text))
  );
}

/** Says that a secret stands here, and does not show it either. */
export function refuseClear(place: Place, { allowed, write }: SecretRules): void {
  place.tell({ given: "a secret in clear", allowed, write });
}
