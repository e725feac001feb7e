/** A place in a configuration text; lines and columns count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Token {
  readonly kind: "identifier" | "number" | "string" | "symbol" | "newline" | "end";
  /** As written; of a string, what it stands for. */
  readonly text: string;
  /** As written, quotes and escapes included. */
  readonly raw: string;
  readonly at: Position;
}

/** Text that Alloy's parser refuses. */
export class AlloySyntaxError extends Error {
  /** `write` says what to write instead, where that can be told. */
  constructor(
    readonly at: Position,
    readonly what: string,
    readonly write?: string,
  ) {
    const help = write === undefined ? "" : `; write ${write}`;
    super(`line ${String(at.line)}, column ${String(at.column)}: ${what}${help}`);
    this.name = "AlloySyntaxError";
  }
}

const SPACE = /[ \t\r]+/y;
const LINE_COMMENT = /\/\/[^\n]*/y;
const BLOCK_COMMENT = /\/\*[\s\S]*?\*\//y;
const IDENTIFIER = /[\p{L}_][\p{L}\p{Nd}_]*/uy;
const NUMBER = /(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\n]|\\[^\n])*"/y;
const RAW_STRING = /`[^`]*`/y;
const SYMBOL = /\|\||&&|[!=<>]=|[!=<>+\-*/%^{}()[\],.]/y;
const ESCAPE =
  /\\(?:([abfnrtv\\'"])|([0-7]{3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\s\S]))/g;

const CONTROL: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Cuts a text into tokens. A line end counts only where a statement may end, as in Go. */
export function* tokens(text: string): Generator<Token> {
  const positionOf = positions(text);
  let offset = 0;
  let mayEnd = false;

  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = offset;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) offset += found.length;
    return found;
  };
  const newline = (at: Position): Token => {
    mayEnd = false;
    return { kind: "newline", text: "\n", raw: "\n", at };
  };

  while (offset < text.length) {
    const at = positionOf(offset);
    if (take(SPACE) !== undefined || take(LINE_COMMENT) !== undefined) continue;
    const comment = take(BLOCK_COMMENT);
    if (comment !== undefined) {
      if (mayEnd && comment.includes("\n")) yield newline(at);
      continue;
    }
    if (text[offset] === "\n") {
      offset++;
      if (mayEnd) yield newline(at);
      continue;
    }
    const token = text.startsWith("/*", offset) ? undefined : nextToken(take, at);
    if (!token) throw unreadable(text, offset, at);
    mayEnd = token.kind !== "symbol" || /[)\]}]/.test(token.text);
    yield token;
  }
  const at = positionOf(offset);
  if (mayEnd) yield newline(at);
  yield { kind: "end", text: "", raw: "", at };
}

function nextToken(take: (pattern: RegExp) => string | undefined, at: Position): Token | undefined {
  let raw = take(IDENTIFIER);
  if (raw !== undefined) return { kind: "identifier", text: raw, raw, at };
  raw = take(NUMBER);
  if (raw !== undefined) return { kind: "number", text: raw, raw, at };
  raw = take(STRING);
  if (raw !== undefined) return { kind: "string", text: unescape(raw.slice(1, -1), at), raw, at };
  raw = take(RAW_STRING);
  if (raw !== undefined) return { kind: "string", text: raw.slice(1, -1), raw, at };
  raw = take(SYMBOL);
  return raw === undefined ? undefined : { kind: "symbol", text: raw, raw, at };
}

/** Go's escapes, and \' as well. */
function unescape(inner: string, at: Position): string {
  return inner.replace(
    ESCAPE,
    (
      sequence,
      letter: string | undefined,
      octal: string | undefined,
      byte: string | undefined,
      short: string | undefined,
      long: string | undefined,
    ) => {
      if (letter !== undefined) return CONTROL[letter] ?? letter;
      const hex = byte ?? short ?? long;
      const code =
        octal !== undefined ? parseInt(octal, 8) : hex === undefined ? NaN : parseInt(hex, 16);
      if (Number.isNaN(code) || code > 0x10ffff) {
        throw new AlloySyntaxError(at, `unknown escape sequence ${sequence} in a string`);
      }
      return String.fromCodePoint(code);
    },
  );
}

function unreadable(text: string, offset: number, at: Position): AlloySyntaxError {
  const found = text[offset] ?? "";
  const fault = (what: string, write?: string) => new AlloySyntaxError(at, what, write);
  if (found === '"') return fault("string without a closing quote on its line");
  if (found === "`") return fault("raw string without a closing backtick");
  if (found === "'") return fault("single-quoted string", "double quotes");
  if (text.startsWith("/*", offset)) return fault("comment without */");
  return fault(`unexpected character ${JSON.stringify(found)}`);
}

function positions(text: string): (offset: number) => Position {
  let line = 1;
  let start = 0;
  let seen = 0;
  // Offsets only grow, so each character is looked at once.
  return (offset) => {
    for (; seen < offset; seen++) {
      if (text[seen] !== "\n") continue;
      line++;
      start = seen + 1;
    }
    return { line, column: offset - start + 1 };
  };
}
