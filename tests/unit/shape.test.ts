import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { InvalidArgsError, Problems } from "../../components/shared/problems";
import {
  boolean,
  dnsLabel,
  duration,
  hostAndPort,
  integer,
  labelKey,
  labelMap,
  objectName,
  oneOf,
  quantity,
  text,
  url,
  workloadName,
} from "../../components/shared/fields";
import { secret } from "../../components/shared/input-fields";
import { Place } from "../../components/shared/place";
import {
  type Field,
  listOf,
  mapOf,
  object,
  optional,
  withDefault,
} from "../../components/shared/shape";

/** Reads a value and gives what was read with the lines of what is wrong. */
function read<T>(field: Field<T>, value: unknown): { value: T; problems: string[] } {
  const problems = new Problems();
  const result = field.read(value, new Place("x", problems));
  return {
    value: result,
    problems: problems.list.map(
      (p) => `${p.path}: got ${p.given}; allowed: ${p.allowed}; write ${p.write}`,
    ),
  };
}

describe("shape: single values", () => {
  const good: [string, Field<unknown>, unknown][] = [
    ["a boolean", boolean(), false],
    ["a whole number", integer({ min: 1, max: 3 }), 3],
    ["a choice", oneOf(["a", "b"]), "b"],
    ["a text", text(), "hello"],
    ["an empty text where it may be", text({ allowEmpty: true }), ""],
    ["a name", workloadName("loki"), "my-loki-2"],
    ["a namespace that begins with a digit", dnsLabel("monitoring"), "1-monitoring"],
    ["a Secret with a dot in its name", objectName("token"), "registry.example.com"],
    ["a quantity at its limits", quantity("1Gi", { min: "1Gi", max: "1Gi" }), "1Gi"],
    ["labels", labelMap(), { "example.com/team": "a-b", tier: "" }],
    ["a duration at its minimum", duration({ min: "24h", example: "7d" }), "1d"],
    ["a quantity", quantity("10Gi"), "500m"],
    ["a quantity with an exponent", quantity("10Gi"), "1e3"],
    ["the longest duration", duration({ example: "7d" }), "290y"],
    ["a URL with port and path", url("http://a"), "http://[::1]:3100/loki/api/v1/push"],
    ["the highest port", hostAndPort("a:1"), "pg.databases.svc:65535"],
    ["the longest key of a label", labelKey("a"), `${"a".repeat(253)}/${"B".repeat(63)}`],
    ["the largest whole number", integer({ min: 1 }), 2 ** 31 - 1],
  ];
  for (const [what, field, value] of good) {
    it(`takes ${what}`, () => {
      assert.deepEqual(read(field, value), { value, problems: [] });
    });
  }

  const bad: [string, Field<unknown>, unknown, string][] = [
    [
      "a quoted boolean",
      boolean(),
      "true",
      'got "true"; allowed: true or false; write true or false, without quotes',
    ],
    [
      "a number out of range",
      integer({ min: 1, max: 3 }),
      4,
      "got 4; allowed: a whole number from 1 to 3; write for example 1",
    ],
    [
      "a fraction",
      integer({ min: 1 }),
      1.5,
      "got 1.5; allowed: a whole number from 1; write for example 1",
    ],
    [
      "a near miss of a choice",
      oneOf(["single", "replicated"]),
      "singel",
      'got "singel"; allowed: one of "single", "replicated"; write "single"',
    ],
    [
      "an empty text",
      text(),
      "",
      'got ""; allowed: a text that is not empty; write the text in quotes',
    ],
    [
      "an upper-case name",
      workloadName("loki"),
      "Loki",
      'got "Loki"; allowed: 1 to 52 lower-case letters, digits and dashes, beginning with a letter and not ending with a dash; write for example "loki"',
    ],
    [
      "a name of 53 letters",
      workloadName("loki"),
      "a".repeat(53),
      `got "${"a".repeat(53)}"; allowed: 1 to 52 lower-case letters, digits and dashes, beginning with a letter and not ending with a dash; write for example "loki"`,
    ],
    [
      "a duration below its minimum",
      duration({ min: "24h", example: "7d" }),
      "23h",
      'got "23h"; allowed: a duration of at least 24h: a whole number and s, m, h, d, w or y; write for example "7d"',
    ],
    [
      "a number for a duration",
      duration({ example: "7d" }),
      7,
      'got 7; allowed: a duration above zero: a whole number and s, m, h, d, w or y; write for example "7d"',
    ],
    [
      "a duration that Go cannot count",
      duration({ example: "7d" }),
      "300y",
      'got "300y"; allowed: a duration of at most 290y, the longest that Go programs can count; write for example "7d"',
    ],
    [
      "a quantity above its maximum",
      quantity("16Mi", { max: "32Mi" }),
      "33Mi",
      'got "33Mi"; allowed: a Kubernetes quantity above zero and at most 32Mi; write for example "16Mi"',
    ],
    [
      "a quantity below its minimum",
      quantity("1Gi", { min: "256Mi" }),
      "255Mi",
      'got "255Mi"; allowed: a Kubernetes quantity of at least 256Mi; write for example "1Gi"',
    ],
    [
      "a wrong unit",
      quantity("10Gi"),
      "10GB",
      'got "10GB"; allowed: a Kubernetes quantity above zero; write for example "10Gi"',
    ],
    [
      "a zero quantity",
      quantity("10Gi"),
      "0",
      'got "0"; allowed: a Kubernetes quantity above zero; write for example "10Gi"',
    ],
    [
      "a port beyond the highest",
      hostAndPort("a:1"),
      "a:65536",
      'got "a:65536"; allowed: host:port, without http://, and the port from 1 to 65535; write for example "a:1"',
    ],
    [
      "a whole number in quotes",
      integer({ min: 1 }),
      "3",
      'got "3"; allowed: a whole number from 1; write 3, without quotes',
    ],
    [
      "a number for a text",
      text(),
      3.7,
      'got 3.7; allowed: a text that is not empty; write "3.7", in quotes (with its last zeros, which YAML cuts off)',
    ],
    [
      "a Promise where it decides",
      text(),
      Promise.resolve("x"),
      "got a Promise, whose value is known too late; allowed: a text that is not empty; write the text in quotes",
    ],
    [
      "an Output where it decides",
      text(),
      pulumi.output("x"),
      "got an Output, whose value is known too late; allowed: a text that is not empty; write the text in quotes",
    ],
  ];
  for (const [what, field, value, message] of bad) {
    it(`refuses ${what}`, () => {
      assert.deepEqual(read(field, value).problems, [`x: ${message}`]);
    });
  }

  it("reads an unquoted number as the quantity it is", () => {
    assert.deepEqual(read(quantity("1"), 2), { value: "2", problems: [] });
  });
});

describe("shape: maps and lists", () => {
  const person = object<{ name: string; age?: number }>({
    name: withDefault(text(), "nobody"),
    age: optional(integer({ min: 0 })),
  });

  it("fills in defaults, also where nothing is given at all", () => {
    assert.deepEqual(read(person, undefined).value, { name: "nobody", age: undefined });
  });

  it("refuses an unknown key with the nearest known one", () => {
    assert.deepEqual(read(person, { nmae: "a" }).problems, [
      'x.nmae: got "nmae"; allowed: one of "name", "age"; write "name"',
    ]);
  });

  it("refuses what is no map, and still reads the rest", () => {
    assert.deepEqual(read(person, ["a"]), {
      value: { name: "nobody", age: undefined },
      problems: ['x: got ["a"]; allowed: a map; write a map with any of "name", "age"'],
    });
  });

  it("finds every problem of lists and maps with its path", () => {
    const field = object<{ list: number[]; map: Record<string, boolean> }>({
      list: listOf(integer({ min: 1 })),
      map: mapOf(boolean()),
    });
    const { problems } = read(field, { list: [1, 0], map: { a: 1 } });
    assert.deepEqual(
      problems.map((p) => p.split(":")[0]),
      ["x.list[1]", "x.map.a"],
    );
  });

  it("refuses labels that Kubernetes would refuse", () => {
    const { problems } = read(labelMap(), { "bad key!": "x", team: "a b" });
    assert.deepEqual(
      problems.map((p) => p.split("; ")[0]),
      ['x.team: got "a b"', 'x.bad key!: got "bad key!"'],
    );
  });

  it("tells problems of a moved key where the user wrote it", () => {
    const problems = new Problems();
    const root = new Place("", problems);
    const place = root.at("loki").with({ name: root.at("names").at("loki") });
    person.read({ name: 1, age: -1 }, place);
    assert.deepEqual(
      problems.list.map((p) => p.path),
      ["names.loki", "loki.age"],
    );
  });
});

describe("shape: what is read twice", () => {
  // A stack reads an arg, and the part that it becomes an arg of reads it again: it is told once.
  const fields: [string, Field<unknown>][] = [
    ["a text", text()],
    ["a secret", secret({ minLength: 16 })],
    ["a duration", duration({ min: "24h", example: "7d" })],
    ["a quantity", quantity("1Gi", { min: "256Mi" })],
    ["a whole number", integer({ min: 3 })],
    ["a URL", url("http://a")],
  ];
  for (const [what, field] of fields) {
    it(`stands in for ${what} with something that is taken`, () => {
      const { value, problems } = read(field, { not: "it" });
      assert.equal(problems.length, 1);
      assert.deepEqual(read(field, value).problems, []);
    });
  }
});

describe("shape: secrets", () => {
  it("refuses letters that a header would not survive, and does not show them", () => {
    const field = secret({ minLength: 4, pattern: /^\w+$/, letters: "letters" });
    const { problems } = read(field, "abc,def");
    assert.match(
      problems[0]!,
      /got a text of 7 characters; allowed: a secret text of at least 4 letters/,
    );
    assert.doesNotMatch(problems[0]!, /abc/);
  });

  it("never shows one that is too short", () => {
    const { problems } = read(secret({ minLength: 16 }), "hunter2");
    assert.equal(problems.length, 1);
    assert.match(
      problems[0]!,
      /got a text of 7 characters; allowed: a secret text of at least 16 char/,
    );
    assert.doesNotMatch(problems[0]!, /hunter2/);
  });
});

describe("problems", () => {
  it("are told together in one error that Pulumi shows without a stack", () => {
    const problems = new Problems();
    const place = new Place("", problems);
    place.at("a").refuse(1, "a text", '"one"');
    place.at("b").at(0).refuse(undefined, "a number", "1");
    assert.throws(
      () => {
        problems.throwIfAny("Thing");
      },
      (error) => {
        assert.ok(error instanceof InvalidArgsError);
        assert.ok(pulumi.RunError.isInstance(error));
        assert.equal(
          error.message,
          'Thing: 2 problems, nothing was created\n  a: got 1; allowed: a text; write "one"\n  b[0]: got nothing; allowed: a number; write 1',
        );
        return true;
      },
    );
  });

  it("have paths in which a key with dots or brackets is one key", () => {
    const root = new Place("", new Problems());
    const paths = [
      root.at("ini").at("auth.generic_oauth").at("scopes"),
      root.at("ini").at("auth").at("generic_oauth.scopes"),
      root.at("labels").at("example.com/team"),
      root.at("list[0]"),
      root.at("map").at('"'),
      root.at("map").at("").at("a"),
      new Place("lgtm:", new Problems()).at("a.b"),
    ].map(({ path }) => path);
    assert.deepEqual(paths, [
      'ini["auth.generic_oauth"].scopes',
      'ini.auth["generic_oauth.scopes"]',
      'labels["example.com/team"]',
      '["list[0]"]',
      'map["\\""]',
      'map[""].a',
      'lgtm:["a.b"]',
    ]);
  });

  it("know their own key, whatever is in it", () => {
    const place = new Place("", new Problems()).at("config").at("auth.generic_oauth");
    assert.equal(place.key, "auth.generic_oauth");
    assert.equal(place.with({}).from(place).key, "auth.generic_oauth");
  });

  it("are no error when there are none", () => {
    new Problems().throwIfAny("Thing");
  });
});
