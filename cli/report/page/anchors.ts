/** What the page has an element for, to which links lead. */
type AnchorKind = "part" | "outside" | "file" | "change";

/** The id of an element. Two names of one kind never share one: what an id cannot hold is written as its number. */
export function anchorOf(kind: AnchorKind, name: string): string {
  const id = name.replaceAll(/[^A-Za-z0-9.-]/g, (letter) => `_${letter.codePointAt(0) ?? 0}`);
  return `${kind}-${id}`;
}
