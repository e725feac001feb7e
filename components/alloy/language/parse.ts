import { cut } from "../../shared/shown";
import { AlloySyntaxError, type Position, type Token, tokens } from "./tokens";

/** A configuration: blocks and attributes in their order. */
export type Body = readonly Statement[];

export type Statement = Attribute | Block;

export interface Attribute {
  readonly kind: "attribute";
  readonly name: string;
  readonly value: Expression;
  readonly at: Position;
}

export interface Block {
  readonly kind: "block";
  /** With its dots: `otelcol.receiver.otlp`. */
  readonly name: string;
  readonly label?: string;
  readonly body: Body;
  readonly at: Position;
}

export type Expression =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null; at: Position }
  | { readonly kind: "array"; readonly items: readonly Expression[]; at: Position }
  | { readonly kind: "object"; readonly fields: readonly Field[]; at: Position }
  | { readonly kind: "identifier"; readonly name: string; at: Position }
  | { readonly kind: "access"; readonly of: Expression; readonly name: string; at: Position }
  | { readonly kind: "index"; readonly of: Expression; readonly index: Expression; at: Position }
  | {
      readonly kind: "call";
      readonly of: Expression;
      readonly args: readonly Expression[];
      at: Position;
    }
  | { readonly kind: "unary"; readonly operator: string; readonly of: Expression; at: Position }
  | {
      readonly kind: "binary";
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
      at: Position;
    };

export interface Field {
  readonly name: string;
  readonly value: Expression;
}

/** How deep blocks and expressions may be nested, and how many operators one expression may chain: whoever reads them goes that deep. */
const MOST_LEVELS = 500;

/** Reads a configuration in Alloy's language. Throws AlloySyntaxError with the place of the first fault. */
export function parseAlloy(text: string): Body {
  return new Parser(text).file();
}

/** Binary operators by how tightly they bind; all but ^ group to the left. */
const PRECEDENCE: Readonly<Record<string, number>> = {
  "||": 1,
  "&&": 2,
  ...{ "==": 3, "!=": 3, "<": 3, "<=": 3, ">": 3, ">=": 3 },
  ...{ "+": 4, "-": 4 },
  ...{ "*": 5, "/": 5, "%": 5 },
};

const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);

class Parser {
  private readonly source: Iterator<Token, unknown>;
  private token!: Token;
  private depth = 0;

  constructor(text: string) {
    this.source = tokens(text);
    this.next();
  }

  file(): Body {
    return this.body(() => this.token.kind === "end");
  }

  private body(atEnd: () => boolean): Body {
    const body: Statement[] = [];
    while (!atEnd()) {
      body.push(this.statement());
      if (atEnd()) break;
      if (this.token.kind !== "newline") this.fail("a new line after the statement");
      this.next();
    }
    return body;
  }

  private statement(): Statement {
    const at = this.token.at;
    const names = [this.identifier("an attribute or a block")];
    while (this.skip(".")) names.push(this.identifier("a name after the dot"));
    const name = names.join(".");
    const [first] = names;
    if (names.length === 1 && first !== undefined && CONSTANTS.has(first)) {
      throw new AlloySyntaxError(at, `${name} is a constant, not a name`);
    }
    if (this.is("=")) {
      if (names.length > 1) {
        throw new AlloySyntaxError(at, `attribute name ${name} must not contain a dot`);
      }
      this.next();
      return { kind: "attribute", name, value: this.expression(), at };
    }
    const label = this.token.kind === "string" ? this.label() : undefined;
    this.expect("{");
    const body = this.inside(() => this.body(() => this.is("}")));
    this.expect("}");
    return { kind: "block", name, ...(label !== undefined && { label }), body, at };
  }

  private label(): string {
    const { raw, text, at } = this.token;
    this.next();
    if (!raw.startsWith('"')) throw new AlloySyntaxError(at, "a label stands in double quotes");
    if (!/^[\p{L}_][\p{L}\p{Nd}_]*$/u.test(text)) {
      throw new AlloySyntaxError(at, `label ${raw} must be letters, digits and _ only`);
    }
    return text;
  }

  private expression(tightest = 1): Expression {
    return this.inside(() => {
      let left = this.power();
      for (;;) {
        const precedence = this.token.kind === "symbol" ? (PRECEDENCE[this.token.text] ?? 0) : 0;
        if (precedence < tightest) return left;
        this.goDeeper();
        const operator = this.next().text;
        const right = this.expression(precedence + 1);
        left = { kind: "binary", operator, left, right, at: left.at };
      }
    });
  }

  private power(): Expression {
    const left = this.unary();
    if (!this.skip("^")) return left;
    return {
      kind: "binary",
      operator: "^",
      left,
      right: this.inside(() => this.power()),
      at: left.at,
    };
  }

  private unary(): Expression {
    if (!this.is("-") && !this.is("!")) return this.operand();
    const { text, at } = this.next();
    return { kind: "unary", operator: text, of: this.inside(() => this.unary()), at };
  }

  private operand(): Expression {
    let of = this.primary();
    for (;;) {
      const at = of.at;
      if (this.is(".") || this.is("[") || this.is("(")) this.goDeeper();
      if (this.skip(".")) {
        of = { kind: "access", of, name: this.identifier("a name after the dot"), at };
      } else if (this.skip("[")) {
        const index = this.expression();
        this.expect("]");
        of = { kind: "index", of, index, at };
      } else if (this.skip("(")) {
        of = { kind: "call", of, args: this.list(")", () => this.expression()), at };
      } else {
        return of;
      }
    }
  }

  private primary(): Expression {
    const { kind, text, at } = this.token;
    if (kind === "identifier") {
      this.next();
      const constant = CONSTANTS.get(text);
      if (constant !== undefined) return { kind: "literal", value: constant, at };
      return { kind: "identifier", name: text, at };
    }
    if (kind === "string" || kind === "number") {
      this.next();
      return { kind: "literal", value: kind === "number" ? Number(text) : text, at };
    }
    if (this.skip("(")) {
      const inner = this.expression();
      this.expect(")");
      return inner;
    }
    if (this.skip("["))
      return { kind: "array", items: this.list("]", () => this.expression()), at };
    if (this.skip("{")) return { kind: "object", fields: this.list("}", () => this.field()), at };
    return this.fail("a value");
  }

  private field(): Field {
    const { kind, text, raw } = this.token;
    if (kind !== "identifier" && kind !== "string") this.fail("a field name");
    this.next();
    this.expect("=");
    // Alloy takes the text between the quotes as it stands, without reading escapes.
    return { name: kind === "string" ? raw.slice(1, -1) : text, value: this.expression() };
  }

  private list<T>(close: string, item: () => T): T[] {
    const items: T[] = [];
    while (!this.is(close)) {
      items.push(item());
      if (this.is(close)) break;
      // On several lines the last element needs its comma too, because a line end ends a value.
      if (!this.skip(",")) this.fail(`"," or "${close}"`);
    }
    this.expect(close);
    return items;
  }

  /** What is read inside of something else. Links of a chain that it counts end with it. */
  private inside<T>(read: () => T): T {
    const before = this.depth;
    this.goDeeper();
    const found = read();
    this.depth = before;
    return found;
  }

  private goDeeper(): void {
    this.depth++;
    if (this.depth <= MOST_LEVELS) return;
    const what = `more than ${MOST_LEVELS} levels in each other`;
    throw new AlloySyntaxError(this.token.at, what, "it less deeply nested");
  }

  private identifier(wanted: string): string {
    if (this.token.kind !== "identifier") this.fail(wanted);
    return this.next().text;
  }

  private is(symbol: string): boolean {
    return this.token.kind === "symbol" && this.token.text === symbol;
  }

  private skip(symbol: string): boolean {
    const found = this.is(symbol);
    if (found) this.next();
    return found;
  }

  private expect(symbol: string): void {
    if (!this.skip(symbol)) this.fail(`"${symbol}"`);
  }

  private next(): Token {
    const current = this.token;
    const step = this.source.next();
    if (step.done !== true) this.token = step.value;
    return current;
  }

  private fail(wanted: string): never {
    const { kind, raw } = this.token;
    const found =
      kind === "end" ? "the end of the text" : kind === "newline" ? "a line end" : cut(raw);
    throw new AlloySyntaxError(this.token.at, `expected ${wanted}, found ${found}`);
  }
}
