import assert from "node:assert/strict";
import { type AlloyAgentArgs } from "../../components/alloy/alloy-agent-args";
import { resolveAlloyAgent } from "../../components/alloy/checked-config";
import { agentConfig } from "../../components/alloy/agent-config";
import { checkAlloyConfig } from "../support/alloy-config";
import { validateWithAlloy } from "../support/alloy-program";
import { refusals, resolved } from "../support/resolved";

const BACKENDS = {
  lokiPushUrl: "http://loki:3100/loki/api/v1/push",
  pyroscopePushUrl: "http://pyroscope:4040",
};

function config(args: Partial<AlloyAgentArgs> = BACKENDS): string {
  return agentConfig(resolved(resolveAlloyAgent, args));
}

/** The components of a configuration, by name and label. */
function components(text: string): string[] {
  return [...text.matchAll(/^(\S+) "(\S+)" \{/gm)].map(([, name, label]) => `${name!}.${label!}`);
}

/** The text of one component. */
function component(text: string, head: string): string {
  const start = text.indexOf(`${head} {\n`);
  assert.notEqual(start, -1, `no ${head}`);
  return text.slice(start, text.indexOf("\n}\n", start) + 3);
}

describe("Alloy agent's configuration", () => {
  it("has only components, arguments and connections that the pinned Alloy knows", () => {
    const { lokiPushUrl, pyroscopePushUrl } = BACKENDS;
    const named = {
      ...BACKENDS,
      cluster: "east",
      environment: "dev",
      excludeNamespaces: ["build"],
    };
    assert.deepEqual(checkAlloyConfig(config(named)), []);
    assert.deepEqual(checkAlloyConfig(config({ lokiPushUrl })), []);
    assert.deepEqual(checkAlloyConfig(config({ pyroscopePushUrl })), []);
  });

  it("is accepted by Alloy itself, in its own format", async function () {
    await validateWithAlloy(this, config({ ...BACKENDS, cluster: "east" }));
  });

  it("collects only what has a backend", () => {
    const logs = ["discovery.relabel.logs", "loki.source.file.pods", "loki.process.pods"];
    assert.deepEqual(components(config({ lokiPushUrl: BACKENDS.lokiPushUrl })), [
      "discovery.kubernetes.pods",
      ...logs,
      "loki.write.default",
    ]);
    const profiles = ["cpu", "memory", "goroutine", "mutex", "block"].flatMap((kind) => [
      `discovery.relabel.profiles_${kind}`,
      `pyroscope.scrape.${kind}`,
    ]);
    assert.deepEqual(components(config({ pyroscopePushUrl: BACKENDS.pyroscopePushUrl })), [
      "discovery.kubernetes.pods",
      ...profiles,
      "pyroscope.write.default",
    ]);
  });

  it("asks for the pods of its own node only", () => {
    assert.equal(
      component(config(), 'discovery.kubernetes "pods"'),
      [
        'discovery.kubernetes "pods" {',
        '\trole = "pod"',
        "",
        "\tselectors {",
        '\t\trole  = "pod"',
        '\t\tfield = "spec.nodeName=" + sys.env("NODE_NAME")',
        "\t}",
        "}",
        "",
      ].join("\n"),
    );
  });

  it("finds the files of a container by names, in braces that Go does not misread", () => {
    const relabel = component(config(), 'discovery.relabel "logs"');
    assert.match(
      relabel,
      /replacement {2}= "\/var\/log\/pods\/\$\{1\}_\$\{2\}_\*\/\$\{3\}\/\*\.log"/,
    );
  });

  it("names a service by its label, and by its container without one", () => {
    const relabel = component(config(), 'discovery.relabel "logs"');
    const sources = [
      ...relabel.matchAll(/source_labels = \["(\S+)"\]\n.*\n\t\ttarget_label {2}= "(\w+)"/g),
    ];
    assert.deepEqual(
      sources.map(([, source, label]) => `${label!} <- ${source!}`),
      [
        "namespace <- __meta_kubernetes_namespace",
        "pod <- __meta_kubernetes_pod_name",
        "container <- __meta_kubernetes_pod_container_name",
        "node <- __meta_kubernetes_pod_node_name",
        "service_namespace <- __meta_kubernetes_namespace",
        "service_name <- __meta_kubernetes_pod_container_name",
        "service_name <- __meta_kubernetes_pod_label_app_kubernetes_io_name",
      ],
    );
  });

  it("leaves out namespaces, and pods that say so", () => {
    const drops = (args: Partial<AlloyAgentArgs>) =>
      [
        ...component(config(args), 'discovery.relabel "logs"').matchAll(
          /"drop"\n.*\["(\S+)"\]\n.*= "(\S+)"/g,
        ),
      ].map(([, source, regex]) => `${source!}=${regex!}`);
    const annotation = "__meta_kubernetes_pod_annotation_lgtm_pulumi_com_logs=false";
    assert.deepEqual(drops(BACKENDS), [annotation]);
    assert.deepEqual(drops({ ...BACKENDS, excludeNamespaces: ["build", "test"] }), [
      "__meta_kubernetes_namespace=build|test",
      annotation,
    ]);
  });

  it("keeps pods, streams and trace ids out of the index, and the path out of everything", () => {
    assert.equal(
      component(config(), 'loki.process "pods"'),
      [
        'loki.process "pods" {',
        "\tforward_to = [loki.write.default.receiver]",
        "",
        "\tstage.cri { }",
        "",
        "\tstage.regex {",
        "\t\texpression = `(?i)trace[._-]?id[\"']?\\s*[=:]\\s*[\"']?(?P<trace_id>[0-9a-f]{32})\\b`",
        "\t}",
        "",
        "\tstage.structured_metadata {",
        "\t\tvalues = {",
        '\t\t\tpod       = "",',
        '\t\t\tcontainer = "",',
        '\t\t\tnode      = "",',
        '\t\t\tstream    = "",',
        '\t\t\ttrace_id  = "",',
        "\t\t}",
        "\t}",
        "",
        "\tstage.label_drop {",
        '\t\tvalues = ["filename"]',
        "\t}",
        "}",
        "",
      ].join("\n"),
    );
  });

  it("finds trace ids as programs write them", () => {
    const [, pattern] = /expression = `\(\?i\)(.*)`/.exec(config())!;
    const regex = new RegExp(pattern!.replace("?P<", "?<"), "i");
    const id = "0af7651916cd43dd8448eb211c80319c";
    for (const line of [
      `trace_id=${id} done`,
      `{"traceId":"${id}"}`,
      `traceID: ${id}`,
      `trace.id="${id}"`,
      `TRACE-ID='${id.toUpperCase()}'`,
    ]) {
      assert.equal(regex.exec(line)?.groups?.trace_id?.toLowerCase(), id, line);
    }
    assert.equal(regex.exec(`trace_id=${id}0`), null);
    assert.equal(regex.exec(`span_id=${id}`), null);
  });

  it("writes with the labels of the place, and gives up nothing", () => {
    const text = config({ ...BACKENDS, cluster: "east", environment: "dev" });
    const labels = [
      "\texternal_labels = {",
      '\t\tcluster                = "east",',
      '\t\tdeployment_environment = "dev",',
      "\t}",
      "",
    ];
    assert.equal(
      component(text, 'loki.write "default"'),
      [
        'loki.write "default" {',
        ...labels,
        "\tendpoint {",
        '\t\turl                 = "http://loki:3100/loki/api/v1/push"',
        "\t\tmax_backoff_retries = 0",
        "\t}",
        "}",
        "",
      ].join("\n"),
    );
    assert.equal(
      component(text, 'pyroscope.write "default"'),
      [
        'pyroscope.write "default" {',
        ...labels,
        "\tendpoint {",
        '\t\turl = "http://pyroscope:4040"',
        "\t}",
        "}",
        "",
      ].join("\n"),
    );
    assert.doesNotMatch(config(), /external_labels/);
  });

  it("fetches each kind of profile where its own annotations say so", () => {
    const text = config({ ...BACKENDS, profileInterval: "1m" });
    const relabel = component(text, 'discovery.relabel "profiles_mutex"');
    assert.match(
      relabel,
      /"__meta_kubernetes_pod_annotation_profiles_grafana_com_mutex_scrape"\]\n\t\tregex {9}= "true"/,
    );
    assert.match(
      relabel,
      /"keepequal"\n\t\tsource_labels = \["__meta_kubernetes_pod_annotation_profiles_grafana_com_mutex_port"\]\n\t\ttarget_label {2}= "__meta_kubernetes_pod_container_port_number"/,
    );
    const scrape = component(text, 'pyroscope.scrape "mutex"');
    assert.match(
      scrape,
      /scrape_interval {10}= "1m"\n\tdelta_profiling_duration = "59s"\n\tscrape_timeout {11}= "63s"/,
    );
    assert.deepEqual(
      [...scrape.matchAll(/profile\.(\w+) \{\n\t\t\tenabled = (\w+)/g)].map(([, k, on]) => [k, on]),
      [
        ["process_cpu", "false"],
        ["memory", "false"],
        ["goroutine", "false"],
        ["mutex", "true"],
        ["block", "false"],
      ],
    );
  });

  it("ends with the user's own text", () => {
    assert.ok(
      config({ ...BACKENDS, config: "livedebugging { }" }).endsWith("}\n\nlivedebugging { }\n"),
    );
  });

  it("says what is wrong with its args", () => {
    assert.deepEqual(refusals(resolveAlloyAgent, {}), [
      "lokiPushUrl: got nothing; allowed: at least one of `lokiPushUrl`, `pyroscopePushUrl`; write the address of a backend",
    ]);
    assert.deepEqual(
      refusals(resolveAlloyAgent, {
        ...BACKENDS,
        excludeNamespaces: ["Build"],
        profileInterval: "1s",
        config: 1,
      }),
      [
        'excludeNamespaces[0]: got "Build"; allowed: 1 to 63 lower-case letters, digits and dashes, without a dash at either end; write for example "build"',
        'profileInterval: got "1s"; allowed: a duration of at least 5s: a whole number and s, m, h, d, w or y; write for example "15s"',
        `config: got 1; allowed: a text in Alloy's own language, not a map; write "1", in quotes`,
      ],
    );
  });
});
