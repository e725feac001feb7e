import { isMap } from "./merge";
import { nearest } from "./nearest";
import { Place } from "./place";
import { Problems } from "./problems";
import { quotedList } from "./shown";
import { refuseUnknownKeys } from "./unknown-keys";

/**
 * Reads one value: checks it and fills in its default. What is wrong is told to the place and replaced by
 * a value that works, so that the rest is still read and every problem is found in one go.
 */
export interface Field<T> {
  read(value: unknown, place: Place): T;
  /** The keys of the map that it reads, by which a key that stands one level too high is recognised. */
  keys?: readonly string[] | undefined;
}

/** One field for every key of `S`, also for the optional ones: a key without a field does not compile. */
export type Fields<S> = { readonly [K in keyof Required<S>]: Field<S[K]> };

/** A map with exactly these keys. Anything else is refused with the nearest known key. */
export function object<S extends object>(fields: Fields<S>): Field<S> {
  const known = Object.keys(fields) as (keyof S & string)[];
  return {
    keys: known,
    read(value, place) {
      const given = value ?? {};
      const offered = place.offered(known);
      if (!isMap(given)) place.refuse(value, "a map", `a map with any of ${quotedList(offered)}`);
      const map = isMap(given) ? given : {};
      // What is missing in something that is no map at all is not told as well.
      const inside = isMap(given) ? place : new Place("", new Problems());
      refuseUnknownKeys(map, fields, offered, place);
      const entries = known.map((key) => [
        key,
        fields[key].read(Object.hasOwn(map, key) ? map[key] : undefined, inside.at(key)),
      ]);
      return Object.fromEntries(entries) as S;
    },
  };
}

/** More items than in any list or map that somebody means. */
const MOST_ITEMS = 1000;

function isTooLong(count: number, place: Place): boolean {
  if (count <= MOST_ITEMS) return false;
  place.tell({ given: `${count} items`, allowed: `at most ${MOST_ITEMS}`, write: "less of them" });
  return true;
}

/** One of several maps, told apart by the word under `kind`. Without one, or with another, the kinds are offered. */
export function byKind<T extends { kind: string }>(fields: {
  readonly [K in T["kind"]]: Fields<Omit<Extract<T, { kind: K }>, "kind">>;
}): Field<T> {
  const kinds = Object.keys(fields) as T["kind"][];
  return {
    keys: ["kind", ...kinds.flatMap((kind) => Object.keys(fields[kind]))],
    read(value, place) {
      const given: unknown = value ?? {};
      const { kind, ...rest } = isMap(given) ? given : {};
      const known = kinds.find((k) => k === kind);
      if (known !== undefined) return readKind(known, fields[known], rest, place);
      const near = typeof kind === "string" ? nearest(kind, kinds) : undefined;
      const [at, wrong] = isMap(given) ? [place.at("kind"), kind] : [place, given];
      const first = kinds[0] as T["kind"];
      at.refuse(wrong, `one of ${quotedList(kinds)}`, `kind: ${near ?? first}`);
      // Something of the right shape, of which nothing more is told.
      return readKind(first, fields[first], {}, new Place("", new Problems()));
    },
  };
}

function readKind<T extends { kind: string }>(
  kind: T["kind"],
  fields: Fields<object>,
  value: object,
  place: Place,
): T {
  return { kind, ...object(fields).read(value, place) } as T;
}

/** A value that may be left out. */
export function optional<T>(field: Field<T>): Field<T | undefined> {
  return {
    keys: field.keys,
    read: (value, place) =>
      value === undefined || value === null ? undefined : field.read(value, place),
  };
}

/** A value that stands for another where nothing is given. */
export function withDefault<T>(field: Field<T>, fallback: T): Field<T> {
  return { keys: field.keys, read: (value, place) => field.read(value ?? fallback, place) };
}

/** A value that stands for "nothing was said", and that the field itself would refuse. */
export function unlessGiven<T>(field: Field<T>, nothing: T): Field<T> {
  return {
    read: (value, place) => ((value ?? null) === null ? nothing : field.read(value, place)),
  };
}

/** A single value that `parse` understands, or the sentence that says what is allowed. */
export function scalar<T>(
  parse: (value: unknown) => T | undefined,
  standIn: T,
  allowed: string,
  write: string,
): Field<T> {
  return {
    read(value, place) {
      const parsed = parse(value);
      if (parsed === undefined) place.refuse(value, allowed, write);
      return parsed ?? standIn;
    },
  };
}

/** A list of one kind of value. Nothing given is the empty list. */
export function listOf<T>(field: Field<T>): Field<T[]> {
  return {
    read(value, place) {
      const given = value ?? [];
      if (Array.isArray(given)) {
        if (isTooLong(given.length, place)) return [];
        return given.map((item, i) => field.read(item, place.at(i)));
      }
      place.refuse(value, "a list", "a list, one item a line with a dash in front");
      return [];
    },
  };
}

/** A map from any name to one kind of value. Nothing given is the empty map. */
export function mapOf<T>(field: Field<T>): Field<Record<string, T>> {
  return {
    read(value, place) {
      const given = value ?? {};
      if (isMap(given)) {
        if (isTooLong(Object.keys(given).length, place)) return {};
        const entries = Object.entries(given).map(([k, v]) => [k, field.read(v, place.at(k))]);
        return Object.fromEntries(entries) as Record<string, T>;
      }
      place.refuse(value, "a map", "a map of names to values");
      return {};
    },
  };
}

/** Any map, taken as it is: whoever reads it next checks it. */
export function requiredMap<T extends object>(): Field<T> {
  return {
    read(value, place) {
      if (isMap(value)) return value as T;
      place.refuse(value, "a map", "a map of keys and values");
      return {} as T;
    },
  };
}

/** What the field takes, handed on as it was written and not as the field read it. */
export function asWritten<T>(field: Field<unknown>): Field<T> {
  return {
    keys: field.keys,
    read(value, place) {
      const read = field.read(value, place);
      return (place.isBad || (value ?? null) === null ? read : value) as T;
    },
  };
}
