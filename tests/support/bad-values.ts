import {
  cyclicMap,
  nested,
  doubled,
  withGaps,
  settings,
  cyclicList,
  wrongItems,
  throwing,
  hostileProxy,
  revokedProxy,
  fromAnotherRealm,
} from "./odd-objects";

export const inLoki = (value: unknown) => ({ loki: { config: { limits_config: value } } });
export const inLokiValues = (values: unknown) => ({
  objectStorage: { kind: "incluster" },
  loki: { topology: "distributed", values },
});

/**
 * Args of a stack that only a program can hand over, and what is told about them. `<its keys>` stands for the keys of the
 * stack, … at the end of a path for the rest of it; of many problems the first and the last one are shown.
 */
export const BAD_VALUES: [string, unknown, string[]][] = [
  [
    "a map that contains itself",
    inLoki(cyclicMap()),
    [
      "loki.config.limits_config.again.deeper: got a value that contains itself; allowed: plain data; write a copy of what is meant, which ends somewhere",
    ],
  ],
  [
    "a list that contains itself",
    { zones: cyclicList() },
    [
      "zones[1]: got a value that contains itself; allowed: plain data; write a copy of what is meant, which ends somewhere",
    ],
  ],
  [
    "ten thousand maps in each other",
    inLoki(nested(10_000)),
    [
      `loki.config.limits_config…: got one level too many; allowed: at most 100 levels of lists and maps; write it less deeply nested`,
    ],
  ],
  [
    "a few maps that become too many",
    inLoki(doubled()),
    [
      "loki.config.limits_config…: got one value too many; allowed: at most 100000 values in all; write less: no Helm release and no ConfigMap would hold it",
      'loki.config.limits_config.b: got "b"; allowed: a key that Loki 3.7.8 has here; write one from its reference, or remove it',
    ],
  ],
  [
    "a list of a million items",
    { common: { imagePullSecrets: Array(1_000_000).fill("a") } },
    [
      "common.imagePullSecrets: got a list of 1000000 items; allowed: at most 100000 values in all; write less: no Helm release and no ConfigMap would hold it",
    ],
  ],
  [
    "a list of two thousand items",
    { common: { imagePullSecrets: Array(2000).fill("a") } },
    ["common.imagePullSecrets: got 2000 items; allowed: at most 1000; write less of them"],
  ],
  [
    "two thousand wrong items",
    { kafka: { kind: "x" }, ...wrongItems(2000) },
    [
      'kafka.kind: got "x"; allowed: one of "external", "incluster"; write kind: external',
      "… and 701 more",
    ],
  ],
  [
    "a text of ten million characters",
    { cluster: "a".repeat(10_000_000) },
    [
      "cluster: got a text of 10000000 characters; allowed: at most 1048576 characters: Kubernetes keeps no object above a megabyte; write a shorter text",
    ],
  ],
  [
    "a key of ten thousand characters",
    { loki: { ["a".repeat(10_000)]: 1 } },
    [
      "loki: got a key of 10000 characters; allowed: keys of at most 1000 characters; write a shorter key",
    ],
  ],
  [
    "a key that is a symbol",
    { loki: { [Symbol("x")]: 1 } },
    ["loki: got a key that is a symbol; allowed: keys that are texts; write a text as the key"],
  ],
  [
    "a list with gaps",
    { beyla: { namespaces: withGaps() } },
    [
      "beyla.namespaces[0]: got nothing; allowed: a list without gaps; write a value, or leave the item out",
      "beyla.namespaces[1]: got nothing; allowed: a list without gaps; write a value, or leave the item out",
    ],
  ],
  [
    "a getter that throws",
    inLoki(throwing()),
    [
      "loki.config.limits_config: got an object that throws when it is read; allowed: plain data; write the values themselves, without getters or proxies that fail",
    ],
  ],
  [
    "a proxy that throws",
    { loki: hostileProxy() },
    [
      "loki: got an object that throws when it is read; allowed: plain data; write the values themselves, without getters or proxies that fail",
    ],
  ],
  [
    "a proxy that was revoked",
    { loki: revokedProxy() },
    [
      "loki: got an object that throws when it is read; allowed: plain data; write the values themselves, without getters or proxies that fail",
    ],
  ],
  [
    "a BigInt as a number",
    { alloyGateway: { replicas: 3n } },
    ["alloyGateway.replicas: got a BigInt; allowed: a whole number from 1; write for example 1"],
  ],
  [
    "a BigInt in an overlay",
    inLoki({ max_line_size: 3n }),
    [
      "loki.config.limits_config.max_line_size: got a BigInt; allowed: a text, a number, true, false, a list or a map; write a number, or a text",
    ],
  ],
  [
    "a symbol as a text",
    { cluster: Symbol("east") },
    [
      'cluster: got a symbol; allowed: 1 to 63 letters, digits, dashes, dots and underscores, with a letter or digit at both ends; write for example "kubernetes"',
    ],
  ],
  [
    "a function as args",
    () => ({}),
    ["(top level): got a function; allowed: a map; write a map with any of <its keys>"],
  ],
  [
    "a function as a part",
    { loki: () => ({}) },
    ["loki: got a function; allowed: a map; write a map of keys and values"],
  ],
  [
    "a function in an overlay",
    inLoki({ volume_enabled: () => true }),
    [
      "loki.config.limits_config.volume_enabled: got a function; allowed: a text, a number, true, false, a list or a map; write one of these",
    ],
  ],
  [
    "a Date as a duration",
    { retention: { logs: new Date(0) } },
    [
      'retention.logs: got a Date; allowed: a duration above zero: a whole number and s, m, h, d, w or y; write for example "30d"',
    ],
  ],
  [
    "a Date in an overlay",
    { loki: { config: { ruler: { since: new Date(0) } } } },
    [
      "loki.config.ruler.since: got a Date; allowed: a text, a number, true, false, a list or a map; write the date as a text",
    ],
  ],
  [
    "an invalid Date in values",
    inLokiValues({ a: new Date(NaN) }),
    [
      "loki.values.a: got a Date; allowed: a text, a number, true, false, a list or a map; write the date as a text",
    ],
  ],
  [
    "a Map where a map belongs",
    { common: { labels: new Map([["team", "a"]]) } },
    ["common.labels: got a Map; allowed: a map; write a map of names to values"],
  ],
  [
    "a Map in an overlay",
    inLoki(new Map([["volume_enabled", true]])),
    [
      "loki.config.limits_config: got a Map; allowed: a text, a number, true, false, a list or a map; write a plain object or a list",
    ],
  ],
  [
    "a Set where a list belongs",
    { zones: new Set(["a", "b", "c"]) },
    ["zones: got a Set; allowed: a list; write a list, one item a line with a dash in front"],
  ],
  [
    "a Set in an overlay",
    inLoki({ retention_stream: new Set([1]) }),
    [
      "loki.config.limits_config.retention_stream: got a Set; allowed: a text, a number, true, false, a list or a map; write a plain object or a list",
    ],
  ],
  [
    "a regular expression",
    { beyla: { namespaces: [/shop/] } },
    [
      'beyla.namespaces[0]: got a RegExp; allowed: the name of a namespace, in which * stands for any text and ? for any letter; write for example "shop-*"',
    ],
  ],
  [
    "a Buffer as a password",
    { ingestToken: Buffer.from("0123456789abcdef") },
    [
      "ingestToken: got a Buffer; allowed: a secret text of at least 16 letters, digits and -._~+/; write it with `pulumi config set --secret`, or leave it out to have one generated",
    ],
  ],
  [
    "a Buffer in an overlay",
    inLoki({ volume_enabled: Buffer.from("x") }),
    [
      "loki.config.limits_config.volume_enabled: got a Buffer; allowed: a text, a number, true, false, a list or a map; write a text",
    ],
  ],
  [
    "a boxed text",
    { cluster: Object("east") as unknown },
    [
      'cluster: got an instance of String; allowed: 1 to 63 letters, digits, dashes, dots and underscores, with a letter or digit at both ends; write for example "kubernetes"',
    ],
  ],
  [
    "an address as an object",
    { grafana: { externalUrl: new URL("https://grafana.example.com") } },
    [
      'grafana.externalUrl: got a URL; allowed: an http:// or https:// URL with a host, without user, query or fragment, its port at most 65535; write for example "https://grafana.example.com/"',
    ],
  ],
  [
    "a map that inherits its keys",
    { loki: Object.create({ replicas: 1 }) as unknown },
    [
      "loki: got an object that inherits from another; allowed: a map; write a map of keys and values",
    ],
  ],
  [
    "a Date of another realm",
    inLoki({ since: fromAnotherRealm("new Date(0)") }),
    [
      "loki.config.limits_config.since: got a Date; allowed: a text, a number, true, false, a list or a map; write the date as a text",
    ],
  ],
  [
    "a Map of another realm",
    inLoki(fromAnotherRealm("new Map()")),
    [
      "loki.config.limits_config: got a Map; allowed: a text, a number, true, false, a list or a map; write a plain object or a list",
    ],
  ],
  [
    "a Promise of another realm, for which Pulumi would not wait",
    inLoki({ since: fromAnotherRealm("Promise.resolve(1)") }),
    [
      "loki.config.limits_config.since: got a Promise; allowed: a text, a number, true, false, a list or a map; write what it brings, once it is there",
    ],
  ],
  [
    "an instance of a class as a part",
    { loki: settings() },
    ["loki: got an instance of Settings; allowed: a map; write a map of keys and values"],
  ],
  [
    "an instance of a class in an overlay",
    inLoki(settings()),
    [
      "loki.config.limits_config: got an instance of Settings; allowed: a text, a number, true, false, a list or a map; write its fields in a plain object, such as { ...it }",
    ],
  ],
  [
    "NaN",
    inLoki({ ingestion_rate_mb: NaN }),
    [
      "loki.config.limits_config.ingestion_rate_mb: got NaN; allowed: a text, a number, true, false, a list or a map; write a number that is finite, or null",
    ],
  ],
  [
    "NaN as a number of replicas",
    { alloyGateway: { replicas: NaN } },
    ["alloyGateway.replicas: got NaN; allowed: a whole number from 1; write for example 1"],
  ],
  [
    "infinity",
    { mimir: { limits: { maxSeries: Infinity } } },
    [
      "mimir.limits.maxSeries: got Infinity; allowed: a whole number from 1 to 2147483647; write for example 1",
    ],
  ],
  [
    "NaN as a label",
    { common: { labels: { team: NaN } } },
    [
      'common.labels.team: got NaN; allowed: at most 63 letters, digits, dashes, dots and underscores, with a letter or digit at both ends; write for example "platform"',
    ],
  ],
  [
    "NaN as a flag",
    { nodeExporter: { config: { "collector.cpu": NaN } } },
    [
      'nodeExporter.config["collector.cpu"]: got NaN; allowed: a text, a number, true, false, or a list of these; write the value as the command line takes it, or null to remove the flag',
    ],
  ],
  [
    "NaN in grafana.ini",
    { grafana: { config: { server: { http_port: NaN } } } },
    [
      "grafana.config.server.http_port: got NaN; allowed: a text, a number, true or false; write one of these, or null to remove it",
    ],
  ],
];
