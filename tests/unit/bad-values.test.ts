import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { resolveOrThrow } from "../../components/shared/component-args";
import { InvalidArgsError } from "../../components/shared/problems";
import { planStack } from "../../components/stack/plan";
import { LgtmStack } from "../../components";
import { STACK_KEYS } from "../../components/stack/stack-args";
import { BAD_TEXTS } from "../support/bad-texts";
import { BAD_VALUES } from "../support/bad-values";
import { LATE_VALUES } from "../support/late-values";
import { soon } from "../support/outcome";
import { find, record, secretTexts } from "../support/mocks";

const keys = Object.keys(STACK_KEYS)
  .map((key) => `"${key}"`)
  .join(", ");

function plan(args: unknown) {
  return resolveOrThrow("LgtmStack", "observability", args, planStack, { tellsWarnings: false });
}

/** What a stack says to these args: one line for each problem. */
function problemsOf(args: unknown): string[] {
  try {
    plan(args);
    return [];
  } catch (error) {
    assert.ok(error instanceof InvalidArgsError, String(error));
    return error.message
      .split("\n")
      .slice(1)
      .map((line) => line.slice(2));
  }
}

describe("values that only a program can hand over", () => {
  for (const [what, args, expected] of [...BAD_VALUES, ...LATE_VALUES, ...BAD_TEXTS]) {
    it(`are refused, such as ${what}`, () => {
      const problems = soon(() => problemsOf(args)).map((line) =>
        line
          .replace(keys, "<its keys>")
          .replace(/limits_config(\.[ab]){20,99}:/, "limits_config…:"),
      );
      const few = problems.length > 3 ? [problems[0], problems.at(-1)] : problems;
      assert.deepEqual(few, expected);
    });
  }

  it("are taken where they are plain data all the same", () => {
    const bare = Object.assign(Object.create(null) as object, { volume_enabled: true });
    const config = { limits_config: bare, server: { log_level: undefined } };
    const { loki } = plan(
      Object.freeze({ loki: Object.freeze({ config: Object.freeze(config) }) }),
    );
    assert.deepEqual(loki?.spec.config, {
      limits_config: { volume_enabled: true },
      server: { log_level: undefined },
    });
  });

  it("are asked once, so that a getter cannot say something else the second time", () => {
    let asked = 0;
    const { loki } = plan({
      get loki() {
        asked++;
        return asked === 1 ? { name: "logs" } : { name: "NOT A NAME" };
      },
    });
    assert.equal(asked, 1);
    assert.equal(loki?.spec.name, "logs");
  });

  it("may share a map, which is no circle", () => {
    const resources = { memory: "1Gi", memoryLimit: "2Gi" };
    assert.deepEqual(problemsOf({ loki: { resources }, mimir: { resources } }), []);
  });

  it("may be known later where labels of an affinity are compared", () => {
    const cores = pulumi.output("4");
    const zones = [Promise.resolve("eu-west-1a"), "eu-west-1b"];
    const matchExpressions = [
      { key: "example.com/cores", operator: "Gt", values: [cores] },
      { key: "example.com/cores", operator: "Lt", values: [Promise.resolve("64")] },
      { key: "topology.kubernetes.io/zone", operator: "In", values: zones },
    ];
    const term = {
      labelSelector: { matchLabels: { "app.kubernetes.io/name": pulumi.output("loki") } },
      namespaceSelector: { matchLabels: { team: Promise.resolve("platform") } },
      topologyKey: "kubernetes.io/hostname",
    };
    const affinity = {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions }],
        },
      },
      podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] },
    };
    assert.deepEqual(problemsOf({ loki: { affinity } }), []);
  });

  it("may be known later where nothing depends on them", async () => {
    const later = <T>(value: T) => Promise.resolve(value);
    const created = await record(
      () =>
        new LgtmStack("observability", {
          ingestToken: later("0123456789abcdef"),
          grafanaAdminPassword: pulumi.secret(later("hunter22")),
          charts: { username: "me" },
          chartsPassword: later("hunter33"),
          kafka: { kind: "incluster" },
          loki: {
            tolerations: [{ key: later("dedicated"), value: pulumi.output("monitoring") }],
            affinity: {
              podAffinity: pulumi.output({ requiredDuringSchedulingIgnoredDuringExecution: [] }),
            },
          },
        }),
    );
    const inputs = (type: string, name: string) => find(created, type, name).inputs;
    const secret = (name: string) => secretTexts(created, name);
    assert.deepEqual(secret("observability-ingest-token"), { token: "0123456789abcdef" });
    assert.deepEqual(secret("observability-grafana-admin"), {
      password: "hunter22",
      user: "admin",
    });
    const { spec } = inputs("kubernetes:apps/v1:StatefulSet", "observability-loki") as {
      spec: { template: { spec: object } };
    };
    const pod = spec.template.spec as { tolerations: unknown; affinity: unknown };
    assert.deepEqual(pod.tolerations, [{ key: "dedicated", value: "monitoring" }]);
    assert.deepEqual(pod.affinity, {
      podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [] },
    });
  });
});
