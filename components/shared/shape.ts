import * as pulumi from "@pulumi/pulumi";
import { isMap } from "./merge";
import { nearest } from "./nearest";
import { Problems, shown } from "./problems";

/** Where a value stands, and where to say what is wrong with it. */
export class Place {
  constructor(
    readonly path: string,
    readonly problems: Problems,
    private readonly elsewhere: Readonly<Record<string, Place>> = {},
    private readonly hidden: readonly string[] = [],
  ) {}

  at(key: string | number): Place {
    const moved = this.elsewhere[key];
    if (moved) return moved;
    const step = typeof key === "number" ? `[${key}]` : key;
    const dot = typeof key === "number" || /^$|:$/.test(this.path) ? "" : ".";
    return new Place(`${this.path}${dot}${step}`, this.problems);
  }

  /**
   * The same place, but some keys stand elsewhere, so that what the root fills in is told where the user
   * wrote it, and some are not for the user to write, so that no message offers them.
   */
  with(elsewhere: Readonly<Record<string, Place>>, hidden: readonly string[] = []): Place {
    return new Place(this.path, this.problems, elsewhere, hidden);
  }

  /** Of these keys, those that the user may write here. */
  offered(keys: readonly string[]): string[] {
    return keys.filter((key) => !this.hidden.includes(key));
  }

  /** The last step of the path. */
  get key(): string {
    return this.path.split(".").at(-1) ?? "";
  }

  /** Whether something here or inside is already wrong, so that a further check would only repeat it. */
  get isBad(): boolean {
    return this.problems.touches(this.path);
  }

  refuse(given: unknown, allowed: string, write: string): void {
    this.problems.add({ path: this.path, given: shown(given), allowed, write });
  }
}

/**
 * Reads one value: checks it and fills in its default. What is wrong is told to the place and replaced by
 * a value that works, so that the rest is still read and every problem is found in one go.
 */
export interface Field<T> {
  read(value: unknown, place: Place): T;
}

/** One field for every key of `S`, also for the optional ones: a key without a field does not compile. */
export type Fields<S> = { readonly [K in keyof Required<S>]: Field<S[K]> };

/** A map with exactly these keys. Anything else is refused with the nearest known key. */
export function object<S extends object>(fields: Fields<S>): Field<S> {
  const known = Object.keys(fields);
  return {
    read(value, place) {
      const given = value ?? {};
      const usable = isMap(given) && !pulumi.Output.isInstance(given);
      const offered = place.offered(known);
      if (!usable) place.refuse(value, "a map", `a map with any of ${quotedList(offered)}`);
      const map = usable ? given : {};
      for (const key of Object.keys(map).filter((k) => !known.includes(k))) {
        const near = nearest(key, offered);
        const write = near ? `"${near}"` : "one of these, or remove it";
        place.at(key).refuse(key, `one of ${quotedList(offered)}`, write);
      }
      const entries = known.map((key) => [
        key,
        fields[key as keyof S].read(map[key], place.at(key)),
      ]);
      return Object.fromEntries(entries) as S;
    },
  };
}

/** One of several maps, told apart by the word under `kind`. Without one, or with another, the kinds are offered. */
export function byKind<T extends { kind: string }>(fields: {
  readonly [K in T["kind"]]: Fields<Omit<Extract<T, { kind: K }>, "kind">>;
}): Field<T> {
  const kinds = Object.keys(fields) as T["kind"][];
  return {
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
    read: (value, place) =>
      value === undefined || value === null ? undefined : field.read(value, place),
  };
}

/** A value that stands for another where nothing is given. */
export function withDefault<T>(field: Field<T>, fallback: T): Field<T> {
  return { read: (value, place) => field.read(value ?? fallback, place) };
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
      if (Array.isArray(given)) return given.map((item, i) => field.read(item, place.at(i)));
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
        const entries = Object.entries(given).map(([k, v]) => [k, field.read(v, place.at(k))]);
        return Object.fromEntries(entries) as Record<string, T>;
      }
      place.refuse(value, "a map", "a map of names to values");
      return {};
    },
  };
}

/** Any map, taken as it is: Kubernetes' own types, which the API server checks. */
export function requiredMap<T extends object>(): Field<T> {
  return {
    read(value, place) {
      if (isMap(value)) return value as T;
      place.refuse(value, "a map", "a map of keys and values");
      return {} as T;
    },
  };
}

/** Any map, taken as it is, or nothing: the escape hatches. */
export function freeMap<T extends object>(): Field<T | undefined> {
  return optional(requiredMap<T>());
}

/** A value of another resource, or anything else that is not looked into. */
export function asGiven<T>(): Field<T> {
  return { read: (value) => value as T };
}

export function quotedList(words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(", ");
}
