import { megabytes } from "../../sandbox/programs/byte-progress";
import type { InventoryEntry } from "../../sandbox/programs/inventory";

/** Programs as a table, and below it what is missing, how it can be had and what waits for it. */
export function programLines(entries: readonly InventoryEntry[]): string[] {
  const head = ["program", "wanted", "here", "size", "from"];
  const rows = [head, ...entries.map(row)];
  const widths = head.map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const lines = rows.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const missing = entries.filter(({ here }) => here === undefined);
  if (missing.length === 0) return lines;
  return [
    ...lines,
    "",
    "Missing",
    ...missing.flatMap(missingLines),
    "",
    "`npm run programs -- --get` gets what can be had, `--get NAME…` some of it.",
  ];
}

function row({ name, wanted, here }: InventoryEntry): string[] {
  if (here === undefined) return [name, wanted, "missing", "", ""];
  return [name, wanted, here.version, megabytes(here.bytes), here.from];
}

function missingLines({ name, ways, commands, tests }: InventoryEntry): string[] {
  const waiting = [
    ...commands.map((command) => `npm run ${command}`),
    ...(tests.length > 0 ? [`tests ${tests.join(", ")}`] : []),
  ];
  return [
    `  ${name}: ${ways.join(", or ")}`,
    ...(waiting.length > 0 ? [`    waits for it: ${waiting.join("; ")}`] : []),
  ];
}
