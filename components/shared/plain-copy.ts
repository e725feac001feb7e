import { isMap } from "./merge";
import { type Place, REFUSED } from "./place";
import { shown } from "./shown";

/** What args may consist of. A ConfigMap, a Secret and a Helm release hold about a megabyte each. */
const MOST = { depth: 100, values: 100_000, text: 2 ** 20, key: 1000 };

/**
 * A copy of what somebody's program gave us, so that reading it runs none of that program's code and comes to an end:
 * getters and proxies are asked once, and what has no end or would fill the memory is refused. What is no plain
 * data (an Output, a Promise, a Date) stays as it is: the field that reads it knows whether it may be there.
 */
export function plainCopy(value: unknown, place: Place): unknown {
  return new Copy().of(value, place, []);
}

class Copy {
  private values = 0;

  of(value: unknown, place: Place, around: readonly object[]): unknown {
    this.values++;
    if (this.values > MOST.values) return this.refuseMany(value, place);
    if (typeof value === "string") return textOrRefused(value, place);
    if (typeof value !== "object" || value === null) return value;
    try {
      const isList = Array.isArray(value);
      if (!isList && !isMap(value)) return value;
      const refused = refusedNesting(value, place, around);
      if (refused) return refused;
      return isList
        ? this.ofList(value, place, [...around, value])
        : this.ofMap(value, place, [...around, value]);
    } catch {
      return refuse(
        place,
        "an object that throws when it is read",
        "plain data",
        "the values themselves, without getters or proxies that fail",
      );
    }
  }

  private ofList(list: readonly unknown[], place: Place, around: readonly object[]): unknown {
    if (list.length > MOST.values) return this.refuseMany(list, place);
    const copy: unknown[] = [];
    for (let i = 0; i < list.length; i++) {
      const item: unknown = list[i];
      copy.push(
        item === undefined
          ? refuse(place.at(i), "nothing", "a list without gaps", "a value, or leave the item out")
          : this.of(item, place.at(i), around),
      );
    }
    return copy;
  }

  private ofMap(
    map: Readonly<Record<string, unknown>>,
    place: Place,
    around: readonly object[],
  ): unknown {
    const entries: [string, unknown][] = [];
    const keys = Reflect.ownKeys(map);
    if (keys.length > MOST.values) return this.refuseMany(map, place);
    for (const key of keys) {
      if (typeof key === "symbol") {
        refuse(place, "a key that is a symbol", "keys that are texts", "a text as the key");
      } else if (key.length > MOST.key) {
        const given = `a key of ${key.length} characters`;
        refuse(place, given, `keys of at most ${MOST.key} characters`, "a shorter key");
      } else if (isBroken(key)) {
        refuse(place, `the key ${shown(key)}`, WHOLE_TEXT, "it without");
      } else if (key === "__proto__") {
        // JavaScript, Pulumi's included, takes an assignment to it for something else, and would lose it.
        refuse(
          place.at(key),
          `"${key}"`,
          "any other key: this one is none in JavaScript",
          "another",
        );
      } else if (Object.prototype.propertyIsEnumerable.call(map, key)) {
        entries.push([key, this.of(map[key], place.at(key), around)]);
      }
    }
    return Object.fromEntries(entries);
  }

  /** Told once, at the place where it became too much. */
  private refuseMany(value: unknown, place: Place): unknown {
    if (this.values === Infinity) return REFUSED;
    this.values = Infinity;
    const given = Array.isArray(value) ? `a list of ${value.length} items` : "one value too many";
    return refuse(
      place,
      given,
      `at most ${MOST.values} values in all`,
      "less: no Helm release and no ConfigMap would hold it",
    );
  }
}

const WHOLE_TEXT = "text without NUL characters and lone surrogates";

/** No argument, variable or file of a program could hold it, or it would become another one on its way. */
function isBroken(text: string): boolean {
  return text.includes("\0") || /\p{Surrogate}/u.test(text);
}

function textOrRefused(text: string, place: Place): unknown {
  if (text.length > MOST.text) {
    return refuse(
      place,
      `a text of ${text.length} characters`,
      `at most ${MOST.text} characters: Kubernetes keeps no object above a megabyte`,
      "a shorter text",
    );
  }
  if (!isBroken(text)) return text;
  const what = text.includes("\0") ? "a NUL character" : "a lone surrogate";
  return refuse(place, `a text with ${what}`, WHOLE_TEXT, "it without");
}

function refusedNesting(value: object, place: Place, around: readonly object[]): unknown {
  if (around.includes(value)) {
    const write = "a copy of what is meant, which ends somewhere";
    return refuse(place, "a value that contains itself", "plain data", write);
  }
  if (around.length < MOST.depth) return undefined;
  const allowed = `at most ${MOST.depth} levels of lists and maps`;
  return refuse(place, "one level too many", allowed, "it less deeply nested");
}

function refuse(place: Place, given: string, allowed: string, write: string): unknown {
  place.tell({ given, allowed, write });
  return REFUSED;
}
