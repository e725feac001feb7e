/** Names of faults, what stands in the file, and every problem that is told. `<top level>` stands for the keys there. */
export const BAD_STACK_FILES: [string, string | Buffer, string[]][] = [
  [
    "keys of the stack without config:",
    "lgtm:cluster: a\nlgtm:loki:\n  replicas: 1\n",
    [
      'lgtm:cluster: got "lgtm:cluster"; allowed: <top level>; write it below `config:`, two spaces deeper',
      'lgtm:loki: got "lgtm:loki"; allowed: <top level>; write it below `config:`, two spaces deeper',
    ],
  ],
  [
    "a short key of the stack without config:",
    "loki:\n  replicas: 1\n",
    ['loki: got "loki"; allowed: <top level>; write it below `config:`, two spaces deeper'],
  ],
  [
    "config: with nothing below it, and its keys beside it",
    "config:\nlgtm:loki:\n  replicas: 1\n",
    [
      'lgtm:loki: got "lgtm:loki"; allowed: <top level>; write it below `config:`, two spaces deeper',
    ],
  ],
  [
    "a misspelt config:",
    "confg:\n  lgtm:cluster: a\n",
    ['confg: got "confg"; allowed: <top level>; write "config"'],
  ],
  [
    "a Kubernetes object",
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n",
    [
      'apiVersion: got "apiVersion"; allowed: <top level>; write `config:`, and below it what is meant',
      'kind: got "kind"; allowed: <top level>; write `config:`, and below it what is meant',
      'metadata: got "metadata"; allowed: <top level>; write `config:`, and below it what is meant',
    ],
  ],
  [
    "a list",
    "- a\n- b\n",
    [
      '(top level): got ["a","b"]; allowed: a map with the key `config`; write `config:`, and the keys below it',
    ],
  ],
  [
    "a word",
    "config",
    [
      '(top level): got "config"; allowed: a map with the key `config`; write `config:`, and the keys below it',
    ],
  ],
  [
    "config: with a word behind it",
    "config: yes\n",
    ['config: got "yes"; allowed: a map; write its keys below it, two spaces deeper'],
  ],
  [
    "config: with a list below it",
    "config:\n  - lgtm:cluster: a\n",
    [
      'config: got [{"lgtm:cluster":"a"}]; allowed: a map; write its keys below it, two spaces deeper',
    ],
  ],
  [
    "the namespace as a map",
    "config:\n  lgtm:\n    loki:\n      replicas: 1\n",
    ['lgtm: got a map; allowed: keys with "lgtm:" before each; write "lgtm:loki"'],
  ],
  [
    "a key with two colons",
    "config:\n  lgtm:loki:replicas: 1\n",
    [
      'lgtm:loki:replicas: got "lgtm:loki:replicas"; allowed: a key with one colon, `namespace:name`; write "lgtm:loki", and the rest as keys below it',
    ],
  ],
  [
    "not a number",
    "config:\n  lgtm:loki:\n    limits:\n      ingestionRate: .nan\n",
    [
      "lgtm:loki.limits.ingestionRate: got NaN; allowed: a text, a number, true, false, a list or a map; write a number that is finite, or null",
    ],
  ],
  [
    "infinity",
    "config:\n  lgtm:mimir:\n    limits: { maxSeries: .inf, maxLabels: -.Inf }\n",
    [
      "lgtm:mimir.limits.maxSeries: got Infinity; allowed: a text, a number, true, false, a list or a map; write a number that is finite, or null",
      "lgtm:mimir.limits.maxLabels: got -Infinity; allowed: a text, a number, true, false, a list or a map; write a number that is finite, or null",
    ],
  ],
  [
    "a key twice",
    "config:\n  lgtm:cluster: a\n  lgtm:cluster: b\n",
    [
      'line 3, column 3: got "lgtm:cluster"; allowed: each key once; write everything of it below one key',
    ],
  ],
  [
    "a tab before a key",
    "config:\n\tlgtm:cluster: a\n",
    [
      'line 2, column 1: got "\\tlgtm:cluster: a"; allowed: YAML; the parser says "Tabs are not allowed as indentation"; write spaces instead of tabs',
    ],
  ],
  [
    "a bracket that is not closed",
    "config: [\n",
    [
      'line 2, column 1: got nothing; allowed: YAML; the parser says "Flow sequence in block collection must be sufficiently indented and end with a ]"; write the keys of a map equally indented, and a bracket for each that is open',
    ],
  ],
  [
    "a quote that is not closed",
    'config:\n  lgtm:cluster: "a\n',
    [
      'line 3, column 1: got nothing; allowed: YAML; the parser says "Missing closing "quote"; write it as YAML',
    ],
  ],
  [
    "keys that stand differently deep",
    "config:\n  lgtm:loki:\n     replicas: 1\n    name: a\n",
    [
      'line 4, column 1: got "    name: a"; allowed: YAML; the parser says "All mapping items must start at the same column"; write the keys of a map equally indented, and a bracket for each that is open',
    ],
  ],
  [
    "two documents",
    "config:\n  lgtm:cluster: a\n---\nconfig:\n  lgtm:cluster: b\n",
    [
      "line 3, column 1: got a second document; allowed: one document; write one document, without a line of three dashes in between",
    ],
  ],
  [
    "a tag",
    "config:\n  lgtm:cluster: !env CLUSTER\n",
    [
      'line 2, column 17: got "  lgtm:cluster: !env CLUSTER"; allowed: YAML; the parser says "Unresolved tag: !env"; write the value without the tag',
    ],
  ],
  [
    "an anchor that is not there",
    "config:\n  lgtm:loki: *size\n",
    [
      "(top level): got Unresolved alias (the anchor must be set before the alias): size; allowed: anchors that are there, and that do not grow beyond measure; write the values themselves",
    ],
  ],
  [
    "anchors that grow beyond measure",
    `config:\n  lgtm:a: &a [x,x,x,x,x,x,x,x,x,x]\n${"bcdefgh"
      .split("")
      .map((k, i) => `  lgtm:${k}: &${k} [${Array(10).fill(`*${"abcdefg"[i]}`).join(",")}]\n`)
      .join("")}`,
    [
      "(top level): got Excessive alias count indicates a resource exhaustion attack; allowed: anchors that are there, and that do not grow beyond measure; write the values themselves",
    ],
  ],
  [
    "an anchor that contains itself",
    "config:\n  lgtm:loki: &a { config: *a }\n",
    [
      "lgtm:loki.config: got a value that contains itself; allowed: plain data; write a copy of what is meant, which ends somewhere",
    ],
  ],
  [
    "ten thousand lists in each other",
    `config:\n  lgtm:loki: ${"[".repeat(10_000)}\n`,
    [
      "(top level): got more levels of lists and maps than can be read; allowed: at most 100 levels; write it less deeply nested",
    ],
  ],
  [
    "two hundred lists in each other",
    `config:\n  lgtm:loki: ${"[".repeat(200)}${"]".repeat(200)}\n`,
    [
      "(top level): got more levels of lists and maps than can be read; allowed: at most 100 levels; write it less deeply nested",
    ],
  ],
  [
    "a day without quotes",
    "config:\n  lgtm:loki:\n    schema:\n      - from: 2026-12-01\n",
    [
      "line 4, column 15: got \"2026-12-01\"; allowed: a date in quotes: some YAML parsers read it as a time; write '2026-12-01' in quotes",
    ],
  ],
  [
    "a number with a zero before it",
    "config:\n  lgtm:common:\n    labels:\n      account: 012345678901\n",
    [
      "line 4, column 16: got \"012345678901\"; allowed: a number without leading zeros: some YAML parsers read it as octal; write '012345678901' in quotes",
    ],
  ],
  [
    "a number with underscores",
    "config:\n  lgtm:common:\n    labels:\n      month: 2026_12\n",
    [
      "line 4, column 14: got \"2026_12\"; allowed: a number without underscores: some YAML parsers drop them; write '2026_12' in quotes",
    ],
  ],
  [
    "a key that is nothing",
    "config:\n  null: a\n  : b\n",
    [
      "line 2, column 3: got nothing as a key; allowed: keys that are texts; write a text before the colon",
      "line 3, column 1: got nothing as a key; allowed: keys that are texts; write a text before the colon",
    ],
  ],
  [
    "a key that is a list",
    "config:\n  [lgtm:cluster]: a\n  ? { lgtm:loki: b }\n  : c\n",
    [
      "line 2, column 3: got a list or a map as a key; allowed: keys that are texts; write a text before the colon",
      "line 3, column 5: got a list or a map as a key; allowed: keys that are texts; write a text before the colon",
    ],
  ],
  [
    "a version of YAML in which yes is true",
    "%YAML 1.1\n---\nconfig:\n  lgtm:cluster: yes\n",
    [
      "(top level): got YAML 1.1; allowed: YAML 1.2, as Pulumi reads it; write it without the line %YAML 1.1",
    ],
  ],
  [
    "a list that is to be merged into a map",
    "config:\n  lgtm:loki:\n    <<: [1, 2]\n",
    [
      "(top level): got Merge sources must be maps or map aliases; allowed: a map, or a list of maps, behind <<; write the values themselves",
    ],
  ],
  [
    "a number whose last digits would change",
    "config:\n  lgtm:common:\n    labels:\n      account: 12345678901234567890\n",
    [
      "line 4, column 16: got \"12345678901234567890\"; allowed: a whole number up to 9007199254740991: of a longer one the last digits would change; write '12345678901234567890' in quotes",
    ],
  ],
  [
    "another encoding",
    Buffer.from("config:\n  lgtm:cluster: a\n", "utf16le"),
    [
      "(top level): got the control character \\u0000 in line 1; allowed: a text in UTF-8 without control characters; write it without",
    ],
  ],
  [
    "another encoding with its mark",
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("config: {}\n", "utf16le")]),
    [
      "(top level): got bytes that are no UTF-8; allowed: a text in UTF-8 without control characters; write it again in UTF-8",
    ],
  ],
  [
    "bytes of a program",
    Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0xff, 0xfe, 0x80]),
    [
      "(top level): got bytes that are no UTF-8; allowed: a text in UTF-8 without control characters; write it again in UTF-8",
    ],
  ],
  [
    "a control character",
    "config:\n  lgtm:cluster: a\u0000b\n",
    [
      "(top level): got the control character \\u0000 in line 2; allowed: a text in UTF-8 without control characters; write it without",
    ],
  ],
  [
    "more than a megabyte",
    `config: {} # ${"x".repeat(2 ** 18)}\n`,
    [
      "(top level): got a file of 262158 bytes; allowed: a file of at most 262144 bytes that can be read; write the path of a stack file",
    ],
  ],
  [
    "the key of an object's prototype",
    "config:\n  lgtm:loki:\n    __proto__: { replicas: 3 }\n",
    [
      'lgtm:loki.__proto__: got "__proto__"; allowed: any other key: this one is none in JavaScript; write another',
    ],
  ],
  [
    "a number as a key of the stack",
    "config:\n  1: a\n  lgtm:cluster: .nan\n",
    [
      "lgtm:cluster: got NaN; allowed: a text, a number, true, false, a list or a map; write a number that is finite, or null",
    ],
  ],
];
