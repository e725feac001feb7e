import assert from "node:assert/strict";
import fc from "fast-check";
import { printAlloy } from "../../components/alloy/print";
import {
  Call,
  type Expression,
  Sum,
  block,
  component,
  environment,
  exported,
} from "../../components/alloy/syntax";
import { parseAlloy } from "../../components/alloy/language/parse";

/** The text of one attribute's value. */
function value(expression: Expression): string {
  const text = printAlloy([block("b", { a: expression })]);
  return /^b \{\n\ta = ([^]*)\n\}\n$/.exec(text)![1]!;
}

describe("Alloy configuration, printed", () => {
  it("looks as alloy fmt leaves it", () => {
    const write = component("loki.write", "default", {}, [block("endpoint", { url: "http://l" })]);
    const source = component(
      "loki.source.file",
      "pods",
      {
        targets: [],
        long_name: ["one", "two"],
        labels: { a: 1, "b c": ["x".repeat(80)], last: true, later: false },
        x: 2,
        forward_to: [exported("loki.LogsReceiver", write, "receiver")],
      },
      [block("first"), block("second", { k: "v" })],
    );
    assert.equal(
      printAlloy([source, write]),
      [
        'loki.source.file "pods" {',
        "\ttargets   = []",
        '\tlong_name = ["one", "two"]',
        "\tlabels    = {",
        "\t\ta     = 1,",
        '\t\t"b c" = [',
        `\t\t\t"${"x".repeat(80)}",`,
        "\t\t],",
        "\t\tlast  = true,",
        "\t\tlater = false,",
        "\t}",
        "\tx          = 2",
        "\tforward_to = [loki.write.default.receiver]",
        "",
        "\tfirst { }",
        "",
        "\tsecond {",
        '\t\tk = "v"',
        "\t}",
        "}",
        "",
        'loki.write "default" {',
        "\tendpoint {",
        '\t\turl = "http://l"',
        "\t}",
        "}",
        "",
      ].join("\n"),
    );
  });

  it("leaves out what is undefined", () => {
    assert.equal(
      printAlloy([block("b", { a: undefined, c: { d: undefined } })]),
      "b {\n\tc = {}\n}\n",
    );
  });

  it("appends the user's text after an empty line, with one line break at its end", () => {
    assert.equal(printAlloy([block("b")], 'x "y" { }\n\n'), 'b { }\n\nx "y" { }\n');
  });

  it("prints calls, sums and references", () => {
    const trimmed = new Call("string.trim_space", [environment("TOKEN")]);
    assert.equal(value(trimmed), 'string.trim_space(sys.env("TOKEN"))');
    assert.equal(
      value(new Sum(["spec.nodeName=", environment("N")])),
      '"spec.nodeName=" + sys.env("N")',
    );
    const file = component("local.file", "t");
    assert.equal(value(exported("secret", file, "content")), "local.file.t.content");
    assert.equal(value(exported("x", block("tracing"), "y")), "tracing.y");
  });

  it("escapes nothing between backticks, and uses them only where something would be escaped", () => {
    assert.equal(value("plain"), '"plain"');
    assert.equal(value(String.raw`\d+ "x"`), String.raw`${"`"}\d+ "x"${"`"}`);
    assert.equal(value('a`"b'), '"a`\\"b"');
    assert.equal(value('two\n"lines"'), '"two\\n\\"lines\\""');
  });

  it("replaces what is no valid text", () => {
    assert.equal(value("\ud800"), '"\ufffd"');
  });

  it("refuses what the language cannot say", () => {
    assert.throws(() => component("loki.write", "has-dash"), {
      message: 'not a label of Alloy: "has-dash"; letters, digits and underscores are',
    });
    assert.throws(() => value(Infinity), { message: "not a number of Alloy: Infinity" });
    assert.throws(() => value(new Call("f", [{ a: 1 }])), {
      message: "a map or a long list cannot stand inside a line",
    });
  });

  it("is read back as what was meant, whatever the texts", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary-ascii" }), (a, b) => {
        const [statement] = parseAlloy(printAlloy([block("b", { list: [a, b], map: { k: a } })]));
        assert.ok(statement?.kind === "block");
        const [list, map] = statement.body;
        assert.ok(list?.kind === "attribute" && list.value.kind === "array");
        assert.ok(map?.kind === "attribute" && map.value.kind === "object");
        const texts = [...list.value.items, ...map.value.fields.map((field) => field.value)];
        assert.deepEqual(
          texts.map((text) => (text.kind === "literal" ? text.value : text.kind)),
          [a, b, a],
        );
      }),
    );
  });
});
