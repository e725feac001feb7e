import { bold } from "../command-line/colors";
import { colorOf } from "../engine/progress";
import type { ChangeKind, PlannedChange, PlannedChanges } from "./planned-changes";

/** The dangerous ones first. */
const KINDS: readonly { kind: ChangeKind; sign: string }[] = [
  { kind: "delete", sign: "-" },
  { kind: "replace", sign: "±" },
  { kind: "update", sign: "~" },
  { kind: "create", sign: "+" },
  { kind: "other", sign: "=" },
];

/** As many lines as a terminal of the usual size has room for beside the table. */
const MOST_RESOURCES = 12;
const MOST_PROPERTIES = 3;

/** What an `up` would do, in so few lines that they fit a screen: how much in which part, and to what it is done. */
export function previewSummary(
  planned: PlannedChanges,
  environment: string,
  all: string,
): string[] {
  const { changes, unchanged } = planned;
  if (changes.length === 0) {
    return [`${environment}: an up would change nothing; ${unchanged} resources stay as they are`];
  }
  const counts = KINDS.flatMap(({ kind, sign }) => {
    const count = changes.filter((change) => change.kind === kind).length;
    return count === 0 ? [] : [colorOf(sign)(`${sign} ${count} ${kind}`)];
  });
  return [
    bold(`${environment}: what an up would change`),
    ...table(changes),
    ...named(changes),
    `In all: ${counts.join(", ")}, ${unchanged} unchanged. Every property: \`${all}\``,
  ];
}

function table(changes: readonly PlannedChange[]): string[] {
  const parts = [...new Set(changes.map(({ part }) => part))].sort();
  const width = Math.max(...parts.map((part) => part.length));
  return parts.map((part) => {
    const cells = KINDS.flatMap(({ kind, sign }) => {
      const { length } = changes.filter((each) => each.part === part && each.kind === kind);
      return length === 0 ? [] : [colorOf(sign)(`${sign} ${length}`)];
    });
    return `  ${part.padEnd(width)}  ${cells.join("  ")}`;
  });
}

/** What is changed or goes, by name. What is made shows itself in the table. */
function named(changes: readonly PlannedChange[]): string[] {
  const wanted = KINDS.filter(({ kind }) => kind !== "create").flatMap(({ kind, sign }) =>
    changes
      .filter((change) => change.kind === kind)
      .map(
        ({ resource, properties }) =>
          `  ${colorOf(sign)(`${sign} ${resource}`)}${told(properties)}`,
      ),
  );
  const more = wanted.length - MOST_RESOURCES;
  return more > 0 ? [...wanted.slice(0, MOST_RESOURCES), `  and ${more} more`] : wanted;
}

function told(properties: readonly string[]): string {
  if (properties.length === 0) return "";
  const more = properties.length - MOST_PROPERTIES;
  const shown = properties.slice(0, MOST_PROPERTIES).join(", ");
  return `: ${shown}${more > 0 ? ` and ${more} more` : ""}`;
}
