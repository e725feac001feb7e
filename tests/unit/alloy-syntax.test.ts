import { deepEqual, equal, throws } from "node:assert/strict";
import fc from "fast-check";
import { printAlloy, printExpression } from "../../components/alloy/language/print";
import {
  type Body,
  type Expression,
  type Statement,
  parseAlloy,
} from "../../components/alloy/language/parse";

/** The tree without its positions, to compare what was meant and not where it stands. */
function bare(tree: unknown): unknown {
  return JSON.parse(
    JSON.stringify(tree, (key, value: unknown) => (key === "at" ? undefined : value)),
  ) as unknown;
}

function valueOf(text: string): Expression {
  const [statement] = parseAlloy(`x = ${text}`);
  if (statement?.kind !== "attribute") throw new Error(`no attribute: ${text}`);
  return statement.value;
}

const literal = (text: string): unknown => {
  const value = valueOf(text);
  return value.kind === "literal" ? value.value : value.kind;
};

describe("Alloy syntax", () => {
  it("reads blocks, labels, nested blocks and attributes with their places", () => {
    deepEqual(parseAlloy('a.b "c" {\n  d = 1\n  e { }\n}\n'), [
      {
        kind: "block",
        name: "a.b",
        label: "c",
        at: { line: 1, column: 1 },
        body: [
          {
            kind: "attribute",
            name: "d",
            value: { kind: "literal", value: 1, at: { line: 2, column: 7 } },
            at: { line: 2, column: 3 },
          },
          { kind: "block", name: "e", body: [], at: { line: 3, column: 3 } },
        ],
      },
    ]);
  });

  const literals: [string, unknown][] = [
    ["12", 12],
    [".5e-1", 0.05],
    ["true", true],
    ["null", null],
    [String.raw`"a\tb\n\"\\\x41\101é\U0001F600\'"`, "a\tb\n\"\\AAé😀'"],
    ["`raw \\n\nline`", "raw \\n\nline"],
    ["/* note */ 1 // end", 1],
  ];
  for (const [text, value] of literals) {
    it(`reads the literal ${JSON.stringify(text)}`, () => {
      equal(literal(text), value);
    });
  }

  it("ends a statement where a comment runs over the line end", () => {
    equal(parseAlloy("a = 1 /* one\ntwo */ b = 2").length, 2);
  });

  const expressions: [string, string][] = [
    ["1 + 2 * 3 - 4", "(1 + (2 * 3)) - 4"],
    ["2 ^ 3 ^ 2", "2 ^ (3 ^ 2)"],
    ["-1 ^ 2", "(-1) ^ 2"],
    ["!a || b && c == d", "(!a) || (b && (c == d))"],
    ["(1 + 2) * 3", "(1 + 2) * 3"],
    ['a.b["c"].d(1, [2, 3,]).e', 'a.b["c"].d(1, [2, 3]).e'],
    ['{ a = 1, "b c" = { }, }', '{ "a" = 1, "b c" = {} }'],
    ["[\n1,\n2,\n]", "[1, 2]"],
  ];
  for (const [text, meaning] of expressions) {
    it(`groups ${JSON.stringify(text)}`, () => {
      deepEqual(bare(valueOf(text)), bare(valueOf(meaning)));
    });
  }

  const bad: [string, string, string][] = [
    ["an open string", 'x = "a', "line 1, column 5: string without a closing quote on its line"],
    ["an open raw string", "x = `a", "line 1, column 5: raw string without a closing backtick"],
    ["an open comment", "x = 1 /* a", "line 1, column 7: comment without */"],
    ["single quotes", "x = 'a'", "line 1, column 5: single-quoted string; write double quotes"],
    [
      "an unknown escape",
      '\nx = "\\q"',
      "line 2, column 5: unknown escape sequence \\q in a string",
    ],
    [
      "a code point beyond Unicode",
      'x = "\\U00110000"',
      "line 1, column 5: unknown escape sequence \\U00110000 in a string",
    ],
    ["a missing value", "x =\n", "line 2, column 1: expected a value, found the end of the text"],
    [
      "a missing brace",
      "a {\n",
      "line 2, column 1: expected an attribute or a block, found the end of the text",
    ],
    [
      "two statements on a line",
      "a { b = 1 c = 2 }",
      "line 1, column 11: expected a new line after the statement, found c",
    ],
    [
      "a last element without a comma before a line end",
      "x = [\n1\n]",
      'line 2, column 2: expected "," or "]", found a line end',
    ],
    [
      "a label with a hyphen",
      'a "b-c" {}',
      'line 1, column 3: label "b-c" must be letters, digits and _ only',
    ],
    ["a raw label", "a `b` {}", "line 1, column 3: a label stands in double quotes"],
    [
      "a dotted attribute",
      "a.b = 1",
      "line 1, column 1: attribute name a.b must not contain a dot",
    ],
    ["a constant as a name", "true = 1", "line 1, column 1: true is a constant, not a name"],
    ["a foreign character", "x = 1 ; y", 'line 1, column 7: unexpected character ";"'],
    [
      "a block where a value belongs",
      'x = a "b" {}',
      'line 1, column 7: expected a new line after the statement, found "b"',
    ],
    [
      "a long text where none belongs",
      `x = 1 \`${"a".repeat(500)}\``,
      `line 1, column 7: expected a new line after the statement, found \`${"a".repeat(56)}...`,
    ],
  ];
  for (const [what, text, message] of bad) {
    it(`refuses ${what}`, () => {
      throws(() => parseAlloy(text), { name: "AlloySyntaxError", message });
    });
  }

  it("reads back every tree it prints", () => {
    fc.assert(
      fc.property(bodies(), (body) => {
        deepEqual(bare(parseAlloy(printAlloy(body))), bare(body));
      }),
    );
  });

  it("never fails in another way than with a place and a reason", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('ab1."`{}[]()=,+-^!/*\n \\')) }),
        (text) => {
          try {
            parseAlloy(text);
          } catch (error) {
            equal((error as Error).name, "AlloySyntaxError");
          }
        },
      ),
    );
  });

  it("prints strings so that Go reads them", () => {
    const at = { line: 1, column: 1 };
    equal(printExpression({ kind: "literal", value: 'a"\n\u0001', at }), '"a\\"\\n\\u0001"');
  });
});

/** Arbitrary configurations, every kind of statement and expression among them. */
function bodies(): fc.Arbitrary<Body> {
  const at = fc.constant({ line: 1, column: 1 });
  const name = fc.constantFrom("a", "b_1", "receiver", "Größe");
  const of = (value: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> => value;
  const { statement } = fc.letrec<{ expression: Expression; statement: Statement }>((tie) => {
    const expression = tie("expression");
    const few = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { maxLength: 3 });
    return {
      expression: fc.oneof(
        { depthSize: "small" },
        of(
          fc.record({
            kind: fc.constant("literal"),
            value: fc.oneof(
              fc.string({ unit: "grapheme" }),
              fc.nat(),
              fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
              fc.boolean(),
              fc.constant(null),
            ),
            at,
          }),
        ),
        of(fc.record({ kind: fc.constant("identifier"), name, at })),
        of(fc.record({ kind: fc.constant("array"), items: few(expression), at })),
        of(
          fc.record({
            kind: fc.constant("object"),
            fields: few(fc.record({ name, value: expression })),
            at,
          }),
        ),
        of(fc.record({ kind: fc.constant("access"), of: expression, name, at })),
        of(fc.record({ kind: fc.constant("index"), of: expression, index: expression, at })),
        of(fc.record({ kind: fc.constant("call"), of: expression, args: few(expression), at })),
        of(
          fc.record({
            kind: fc.constant("unary"),
            operator: fc.constantFrom("-", "!"),
            of: expression,
            at,
          }),
        ),
        of(
          fc.record({
            kind: fc.constant("binary"),
            operator: fc.constantFrom("||", "&&", "==", "<=", "+", "-", "*", "%", "^"),
            left: expression,
            right: expression,
            at,
          }),
        ),
      ),
      statement: fc.oneof(
        { depthSize: "small" },
        fc.record({ kind: fc.constant("attribute" as const), name, value: expression, at }),
        fc.record(
          {
            kind: fc.constant("block" as const),
            name: fc.constantFrom("a", "a.b.c"),
            label: name,
            body: few(tie("statement")),
            at,
          },
          { requiredKeys: ["kind", "name", "body", "at"] },
        ),
      ),
    };
  });
  return fc.array(statement, { maxLength: 5 });
}
