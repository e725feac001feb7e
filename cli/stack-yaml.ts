import {
  Composer,
  type Document,
  type ErrorCode,
  Lexer,
  LineCounter,
  type Pair,
  Parser,
  isAlias,
  isNode,
  isScalar,
  visit,
} from "yaml";
import { Place } from "../components/shared/place";
import { printable } from "../components/shared/shown";

/** How many faults are told: most others follow from the first ones. */
const MOST_FAULTS = 5;

/** Deeper, the library that reads YAML would end the whole process. */
const MOST_LEVELS = 100;

/**
 * Reads YAML as Pulumi does, with merge keys, and anchors within reason. What is wrong is told to `place`, with its line.
 * Whatever the text, this comes to an end.
 */
export function readYaml(text: string, place: Place): unknown {
  if (isTooDeep(text)) {
    const given = "more levels of lists and maps than can be read";
    place.tell({ given, allowed: `at most ${MOST_LEVELS} levels`, write: "it less deeply nested" });
    return {};
  }
  const lines = new LineCounter();
  const [document, second] = new Composer(OPTIONS).compose(
    new Parser(lines.addNewLine).parse(text),
    true,
    text.length,
  );
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return new Place(`line ${line}, column ${col}`, place.problems);
  };
  if (document === undefined) return {};
  const { errors, warnings, directives } = document;
  if (directives.yaml.version === "1.1") {
    const write = "it without the line %YAML 1.1";
    place.tell({ given: "YAML 1.1", allowed: "YAML 1.2, as Pulumi reads it", write });
  }
  for (const { code, message, pos } of [...errors, ...warnings].slice(0, MOST_FAULTS)) {
    refuseYaml(code, message, lineAt(text, pos[0]), at(pos[0]));
  }
  if (second) {
    const write = "one document, without a line of three dashes in between";
    at(second.range[0]).tell({ given: "a second document", allowed: "one document", write });
  }
  let isReadable = errors.length === 0;
  visit(document, {
    Map: (_, { items }) => {
      if (refuseOtherKeys(items, at)) isReadable = false;
      refuseTwins(items, at);
    },
    Scalar: (_, { source, type, range }) => {
      if (type === "PLAIN" && source !== undefined) checkScalar(source, at(range?.[0] ?? 0));
    },
  });
  return isReadable ? toPlain(document, place) : {};
}

/** Its own search for keys that stand twice takes time with the square of their number. */
const OPTIONS = { merge: true, uniqueKeys: false, logLevel: "error" } as const;

function isTooDeep(text: string): boolean {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    // What it has read so far does not matter here.
    Array.from(parser.next(lexeme));
    if (parser.stack.length > MOST_LEVELS) return true;
  }
  return false;
}

function toPlain(document: Document.Parsed | Document, place: Place): unknown {
  try {
    return document.toJS({ maxAliasCount: 1000 }) as unknown;
  } catch (error) {
    const { message } = error as Error;
    const allowed = message.startsWith("Merge")
      ? "a map, or a list of maps, behind <<"
      : "anchors that are there, and that do not grow beyond measure";
    place.tell({ given: message, allowed, write: "the values themselves" });
    return {};
  }
}

/** A key that is nothing, or a list or a map itself: JavaScript would make some text of it. */
function refuseOtherKeys(items: readonly Pair[], at: (offset: number) => Place): boolean {
  const others = items
    .map(({ key }) => key)
    .filter((key) => !isAlias(key) && !(isScalar(key) && key.value !== null));
  for (const key of others) {
    const [offset = 0] = (isNode(key) ? key.range : undefined) ?? [];
    const given = isScalar(key) ? "nothing as a key" : "a list or a map as a key";
    at(offset).tell({ given, allowed: "keys that are texts", write: "a text before the colon" });
  }
  return others.length > 0;
}

function refuseTwins(items: readonly Pair[], at: (offset: number) => Place): void {
  const seen = new Set<unknown>();
  for (const { key } of items) {
    if (!isScalar(key) || key.value === "<<" || key.value === null) continue;
    if (seen.has(key.value)) {
      at(key.range?.[0] ?? 0).refuse(key.value, "each key once", "everything of it below one key");
    }
    seen.add(key.value);
  }
}

function lineAt(text: string, offset: number): string {
  const begin = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", offset);
  return text.slice(begin, end === -1 ? undefined : end);
}

function refuseYaml(code: ErrorCode, message: string, line: string, place: Place): void {
  const reason = message.split("\n")[0] ?? message;
  place.refuse(
    line.trim() === "" ? undefined : line,
    `YAML; the parser says "${printable(reason)}"`,
    HINTS[code] ?? "it as YAML",
  );
}

const HINTS: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: "spaces instead of tabs",
  TAG_RESOLVE_FAILED: "the value without the tag",
  BAD_INDENT: "the keys of a map equally indented, and a bracket for each that is open",
};

/** What YAML 1.2 takes for something else than Pulumi's reader does. */
function checkScalar(source: string, place: Place): void {
  const allowed = SURPRISES.find(({ looks }) => looks.test(source))?.allowed;
  if (allowed !== undefined) place.refuse(source, allowed, `'${source}' in quotes`);
}

const SURPRISES = [
  {
    looks: /^[-+]?0\d[\d_]*$/,
    allowed: "a number without leading zeros: some YAML parsers read it as octal",
  },
  {
    looks: /^[-+]?\d[\d_.]*_[\d_.]*$/,
    allowed: "a number without underscores: some YAML parsers drop them",
  },
  {
    looks: /^\d{4}-\d\d?-\d\d?([Tt\s].*)?$/,
    allowed: "a date in quotes: some YAML parsers read it as a time",
  },
  {
    looks: /^[-+]?(?!900719925474099[01]$)([1-9]\d{16,}|9[1-9]\d{14}|90[1-9]\d{13})$/,
    allowed: "a whole number up to 9007199254740991: of a longer one the last digits would change",
  },
];
