import { structuredPatch } from "diff";
import type { Rendering } from "../../render/render";
import { SUMMARY_FILE, renderedFiles } from "../../render/write";

/** A line of a difference. */
interface DiffLine {
  sign: "+" | "-" | " ";
  text: string;
}

/** Lines that stand together. */
interface Hunk {
  /** Number of its first line, before and after. */
  before: number;
  after: number;
  lines: DiffLine[];
}

/** What became of an object or a release. */
export interface Change {
  /** Its file in a rendering, which names it. */
  path: string;
  title: string;
  what: "added" | "removed" | "changed";
  /** Lines that came and went. */
  added: number;
  removed: number;
  hunks: Hunk[];
}

/** Compares two renderings file by file. */
export function changesBetween(
  before: ReadonlyMap<string, string>,
  rendering: Rendering,
): Change[] {
  const after = renderedFiles(rendering);
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths
    .filter((path) => path !== SUMMARY_FILE && before.get(path) !== after.get(path))
    .map((path) => change(path, before.get(path), after.get(path)));
}

/** As many unchanged lines are shown around a change. */
const CONTEXT = 3;

function change(path: string, before: string | undefined, after: string | undefined): Change {
  const { hunks } = structuredPatch(path, path, before ?? "", after ?? "", "", "", {
    context: CONTEXT,
  });
  const lines = hunks.map((hunk) => hunk.lines.flatMap(diffLine));
  const count = (sign: DiffLine["sign"]) => lines.flat().filter((l) => l.sign === sign).length;
  return {
    path,
    title: titleOf(path, after ?? before ?? ""),
    what: before === undefined ? "added" : after === undefined ? "removed" : "changed",
    added: count("+"),
    removed: count("-"),
    hunks: hunks.map(({ oldStart, newStart }, i) => ({
      before: oldStart,
      after: newStart,
      lines: lines[i] ?? [],
    })),
  };
}

/** Unified diffs mark a missing last newline by a line of its own, which is none. */
function diffLine(line: string): DiffLine[] {
  const sign = line[0];
  return sign === "+" || sign === "-" || sign === " " ? [{ sign, text: line.slice(1) }] : [];
}

/** "StatefulSet monitoring/loki", "Chart release loki". */
function titleOf(path: string, yaml: string): string {
  const [folder, namespace = "", file = ""] = path.split(/[/\\]/);
  if (folder === "releases") return `Chart release ${namespace.replace(/\.yaml$/, "")}`;
  const kind = /^kind: (.+)$/m.exec(yaml)?.[1];
  const name = /^ {2}name: (.+)$/m.exec(yaml)?.[1];
  if (kind === undefined || name === undefined) return file;
  return `${kind} ${namespace.startsWith("_") ? "" : `${namespace}/`}${name}`;
}
