import { nearest, typoOf } from "./nearest";
import type { Place } from "./place";
import { quotedList } from "./shown";

/** How many are told one by one. */
const MOST = 50;

/** What reads the values of some keys, and which keys it knows inside. */
type Readers = Readonly<Record<string, { keys?: readonly string[] | undefined }>>;

/** Refuses every key that nobody reads, each with what was most likely meant. `offered` are those that the user may write. */
export function refuseUnknownKeys(
  map: Readonly<Record<string, unknown>>,
  readers: Readers,
  offered: readonly string[],
  place: Place,
): void {
  const unknown = Object.keys(map).filter((key) => !Object.hasOwn(readers, key));
  const allowed = `one of ${quotedList(offered)}`;
  for (const key of unknown.slice(0, MOST)) {
    place.at(key).refuse(key, allowed, instead(key, map, readers, offered));
  }
  if (unknown.length > MOST) {
    place.tell({ given: `${unknown.length} unknown keys`, allowed, write: "these alone" });
  }
}

function instead(
  key: string,
  map: Readonly<Record<string, unknown>>,
  readers: Readers,
  offered: readonly string[],
): string {
  const homes = offered.filter((each) => readers[each]?.keys?.includes(key));
  const empty = homes.find((home) => isEmpty(map, home));
  if (empty !== undefined) return `it below "${empty}", two spaces deeper`;
  const typo = typoOf(key, offered);
  if (homes[0] !== undefined && typo === undefined) return `it below "${homes[0]}"`;
  const near = typo ?? nearest(key, offered);
  return near === undefined ? "one of these, or remove it" : `"${near}"`;
}

/** A key with nothing below it, as YAML reads one whose own keys stand no deeper than itself. */
function isEmpty(map: Readonly<Record<string, unknown>>, key: string): boolean {
  return Object.hasOwn(map, key) && (map[key] ?? null) === null;
}
