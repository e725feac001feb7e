import * as pulumi from "@pulumi/pulumi";
import { inLoki, inLokiValues } from "./bad-values";

/** Args of a stack with values that are known too late, and what is told about them. */
export const LATE_VALUES: [string, unknown, string[]][] = [
  [
    "an Output as args",
    pulumi.output({ cluster: "east" }),
    [
      "(top level): got an Output, whose value is known too late; allowed: a map; write a map with any of <its keys>",
    ],
  ],
  [
    "a Promise as args",
    Promise.resolve({ cluster: "east" }),
    [
      "(top level): got a Promise, whose value is known too late; allowed: a map; write a map with any of <its keys>",
    ],
  ],
  [
    "an Output as a part",
    { loki: pulumi.output({ replicas: 1 }) },
    [
      "loki: got an Output, whose value is known too late; allowed: a map; write a map of keys and values",
    ],
  ],
  [
    "an Output where it decides",
    { topology: pulumi.output("single") },
    [
      'topology: got an Output, whose value is known too late; allowed: one of "single", "replicated", "simple-scalable", "distributed"; write "single"',
    ],
  ],
  [
    "a Promise where it decides",
    { alloyGateway: { replicas: Promise.resolve(2) } },
    [
      "alloyGateway.replicas: got a Promise, whose value is known too late; allowed: a whole number from 1; write for example 1",
    ],
  ],
  [
    "an Output in an overlay",
    inLoki({ max_line_size: pulumi.output("1MB") }),
    [
      "loki.config.limits_config.max_line_size: got an Output, whose value is known too late; allowed: plain data: it becomes a file in a ConfigMap, which many may read; write the value itself; a secret belongs in a Secret of yours, never in this file",
    ],
  ],
  [
    "a secret in an overlay",
    { tempo: { config: { storage: { trace: { s3: { secret_key: pulumi.secret("x") } } } } } },
    [
      "tempo.config.storage.trace.s3.secret_key: got an Output, whose value is known too late; allowed: plain data: it becomes a file in a ConfigMap, which many may read; write the value itself; a secret belongs in a Secret of yours, never in this file",
    ],
  ],
  [
    "a Promise in an overlay",
    { pyroscope: { config: { limits: Promise.resolve({}) } } },
    [
      "pyroscope.config.limits: got a Promise, whose value is known too late; allowed: plain data: it becomes a file in a ConfigMap, which many may read; write the value itself; a secret belongs in a Secret of yours, never in this file",
    ],
  ],
  [
    "an Output as the whole overlay",
    { mimir: { config: pulumi.output({}) } },
    [
      "mimir.config: got an Output, whose value is known too late; allowed: plain data: it becomes a file in a ConfigMap, which many may read; write the value itself; a secret belongs in a Secret of yours, never in this file",
    ],
  ],
  [
    "an Output deep in a list of an overlay",
    { beyla: { config: { discovery: { instrument: [{ k8s_namespace: pulumi.output("a") }] } } } },
    [
      "beyla.config.discovery.instrument[0].k8s_namespace: got an Output, whose value is known too late; allowed: plain data: it becomes a file in a ConfigMap, which many may read; write the value itself; a secret belongs in a Secret of yours, never in this file",
    ],
  ],
  [
    "a secret in values",
    inLokiValues({ loki: { extraEnv: [{ name: "A", value: pulumi.secret("x") }] } }),
    [
      "loki.values.loki.extraEnv[0].value: got an Output, whose value is known too late; allowed: plain data: values are checked before anything exists; write the value itself; a secret belongs in a Secret of yours, whose name the chart is told",
    ],
  ],
  [
    "an Output in Alloy's configuration",
    { alloyGateway: { config: pulumi.output("") } },
    [
      "alloyGateway.config: got an Output, whose value is known too late; allowed: a text in Alloy's own language, not a map; write the text in quotes",
    ],
  ],
  [
    "a secret in grafana.ini",
    { grafana: { config: { "auth.github": { client_secret: pulumi.secret("x") } } } },
    [
      'grafana.config["auth.github"].client_secret: got an Output, whose value is known too late; allowed: plain data: it becomes a file in a ConfigMap, which many may read; write the value itself, or for a secret "$__file{/etc/grafana-secrets/NAME/KEY}" and its Secret in `secrets`',
    ],
  ],
  [
    "a secret in a data source",
    {
      grafana: {
        dataSources: [
          {
            name: "a",
            uid: "a",
            type: "x",
            url: "http://a",
            jsonData: { user: pulumi.secret("x") },
          },
        ],
      },
    },
    [
      'grafana.dataSources[0].jsonData.user: got an Output, whose value is known too late; allowed: plain data: it becomes a file in a ConfigMap, which many may read; write the value itself, or for a secret "$__file{/etc/grafana-secrets/NAME/KEY}" and its Secret in `secrets`',
    ],
  ],
  [
    "a secret in Prometheus' configuration",
    {
      prometheus: {
        config: {
          remote_write: [{ url: "http://a", basic_auth: { password: pulumi.secret("x") } }],
        },
      },
    },
    [
      'prometheus.config.remote_write[0].basic_auth.password: got an Output, whose value is known too late; allowed: plain data: it becomes a file in a ConfigMap, which many may read; write the value itself, or for a secret the form that ends in _file, with "/etc/prometheus-secrets/NAME/KEY", and its Secret in `secrets`',
    ],
  ],
  [
    "an Output in a scrape job",
    {
      prometheus: {
        extraScrapeConfigs: [
          { job_name: "a", static_configs: [{ targets: [pulumi.output("a:1")] }] },
        ],
      },
    },
    [
      'prometheus.extraScrapeConfigs[0].static_configs[0].targets[0]: got an Output, whose value is known too late; allowed: plain data: it becomes a file in a ConfigMap, which many may read; write the value itself, or for a secret the form that ends in _file, with "/etc/prometheus-secrets/NAME/KEY", and its Secret in `secrets`',
    ],
  ],
  [
    "an Output as a flag",
    { kubeStateMetrics: { config: { resources: pulumi.output("pods") } } },
    [
      "kubeStateMetrics.config.resources: got an Output, whose value is known too late; allowed: a text, a number, true, false, or a list of these; write the value as the command line takes it, or null to remove the flag",
    ],
  ],
  [
    "an Output in Kafka's configuration",
    { kafka: { kind: "incluster", config: { "log.dirs": pulumi.output("/x") } } },
    [
      'kafka.config["log.dirs"]: got an Output, whose value is known too late; allowed: plain data: it becomes a file in a ConfigMap, which many may read; write the value itself; a secret belongs in a Secret of yours, never in this file',
    ],
  ],
];
