import assert from "node:assert/strict";
import type { KubernetesObject } from "../../cli/render/render";
import { immutableObjectChanges } from "../../cli/upgrade/object-changes";
import { upgradePlan } from "../../cli/upgrade/plan";
import { immutableSetChanges } from "../../cli/upgrade/set-changes";

const claim = (storage: string, more: object = {}) => ({
  metadata: { name: "data" },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } }, ...more },
});

const spec = {
  replicas: 2,
  serviceName: "loki-headless",
  selector: { matchLabels: { app: "loki" } },
  volumeClaimTemplates: [claim("10Gi")],
};

function set(changes: object = {}, name = "loki"): KubernetesObject {
  const metadata = { name, namespace: "monitoring" };
  return { apiVersion: "apps/v1", kind: "StatefulSet", metadata, spec: { ...spec, ...changes } };
}

/** The same as the API server shows it: with defaults that nobody wrote. */
function live(changes: object = {}): KubernetesObject {
  const defaults = {
    podManagementPolicy: "OrderedReady",
    volumeClaimTemplates: [
      {
        kind: "PersistentVolumeClaim",
        apiVersion: "v1",
        ...claim("10Gi", { volumeMode: "Filesystem", storageClassName: undefined }),
        status: { phase: "Pending" },
      },
    ],
  };
  return set({ ...defaults, ...changes });
}

const fields = (before: KubernetesObject, after: KubernetesObject) =>
  immutableSetChanges([before], [after]).map((change) => change.fields);

describe("StatefulSets that cannot become what is wanted", () => {
  it("are none when only defaults differ, or what may change", () => {
    const after = set({
      replicas: 5,
      template: { spec: {} },
      updateStrategy: { type: "OnDelete" },
    });
    assert.deepEqual(immutableSetChanges([live()], [after]), []);
    assert.deepEqual(fields(live(), set({ volumeClaimTemplates: [claim("10240Mi")] })), []);
    const unset = claim("10Gi", { storageClassName: null, selector: null });
    assert.deepEqual(fields(live(), set({ volumeClaimTemplates: [unset] })), []);
  });

  it("are none when the cluster does not have them, or has another of that name elsewhere", () => {
    const elsewhere = { ...live(), metadata: { name: "loki", namespace: "other" } };
    assert.deepEqual(immutableSetChanges([], [set()]), []);
    assert.deepEqual(immutableSetChanges([elsewhere], [set({ serviceName: "x" })]), []);
  });

  const cases: [string, object, string[]][] = [
    ["their Service", { serviceName: "loki-memberlist" }, ["serviceName"]],
    ["how pods start", { podManagementPolicy: "Parallel" }, ["podManagementPolicy"]],
    ["their selector", { selector: { matchLabels: { app: "logs" } } }, ["selector"]],
    ["a size", { volumeClaimTemplates: [claim("20Gi")] }, ["volumeClaimTemplates"]],
    [
      "a storage class",
      { volumeClaimTemplates: [claim("10Gi", { storageClassName: "fast" })] },
      ["volumeClaimTemplates"],
    ],
    [
      "a label of a claim",
      {
        volumeClaimTemplates: [
          { ...claim("10Gi"), metadata: { name: "data", labels: { a: "b" } } },
        ],
      },
      ["volumeClaimTemplates"],
    ],
    [
      "the name of a claim",
      { volumeClaimTemplates: [{ ...claim("10Gi"), metadata: { name: "storage" } }] },
      ["volumeClaimTemplates"],
    ],
    ["that there are claims", { volumeClaimTemplates: [] }, ["volumeClaimTemplates"]],
    [
      "several at once",
      { serviceName: "x", podManagementPolicy: "Parallel" },
      ["serviceName", "podManagementPolicy"],
    ],
  ];
  for (const [what, change, expected] of cases) {
    it(`differ in ${what}`, () => {
      assert.deepEqual(fields(live(), set(change)), [expected]);
    });
  }

  it("differ in a storage class that is no longer named", () => {
    const before = live({ volumeClaimTemplates: [claim("10Gi", { storageClassName: "fast" })] });
    assert.deepEqual(fields(before, set()), [["volumeClaimTemplates"]]);
  });

  it("say which volumes change their size, and how many pods there are", () => {
    const after = set({ replicas: 5, volumeClaimTemplates: [claim("20Gi")] });
    assert.deepEqual(immutableSetChanges([live()], [after]), [
      {
        namespace: "monitoring",
        name: "loki",
        fields: ["volumeClaimTemplates"],
        resizes: [{ template: "data", from: "10Gi", to: "20Gi" }],
        replicas: 2,
      },
    ]);
  });
});

describe("the plan for StatefulSets that have to be made anew", () => {
  const context = { kubectl: ["--context", "prod"], again: "npm run up -- --env prod" };
  const plan = (changes: object) =>
    upgradePlan(
      { sets: immutableSetChanges([live()], [set(changes)]), objects: [] },
      context,
    ).split("\n");
  const orphan =
    "  kubectl delete statefulset loki --cascade=orphan --namespace monitoring --context prod";

  it("grows each claim, leaves pods and volumes where they are, and brings the environment up", () => {
    const patch = `--patch '{"spec":{"resources":{"requests":{"storage":"20Gi"}}}}' --namespace monitoring --context prod`;
    assert.deepEqual(plan({ volumeClaimTemplates: [claim("20Gi")] }), [
      "1 object would have to be replaced, pods and all, for Kubernetes changes some of their fields never:",
      "  StatefulSet monitoring/loki: volumeClaimTemplates",
      "Volumes, and the pods of StatefulSets, stay when this is done, one command after the other.",
      `  kubectl patch persistentvolumeclaim data-loki-0 ${patch}`,
      `  kubectl patch persistentvolumeclaim data-loki-1 ${patch}`,
      orphan,
      "  npm run up -- --env prod",
      "`npm run up -- --env prod --recreate` does the same.",
    ]);
  });

  it("touches no claim where none changes its size", () => {
    assert.deepEqual(plan({ serviceName: "x" }).slice(3, 5), [
      orphan,
      "  npm run up -- --env prod",
    ]);
  });

  it("removes pods that another selector would not find", () => {
    assert.deepEqual(plan({ selector: { matchLabels: { app: "logs" } } }).slice(3, 6), [
      orphan,
      "  kubectl delete pod loki-0 loki-1 --namespace monitoring --context prod",
      "  npm run up -- --env prod",
    ]);
  });

  it("says that no volume can become smaller, and has no commands for it", () => {
    const lines = plan({ volumeClaimTemplates: [claim("5Gi")] });
    assert.deepEqual(lines.slice(2, 4), [
      "No volume can become smaller. Write the old size again, or a larger one:",
      "  monitoring/loki: the volume data from 10Gi to 5Gi",
    ]);
    assert.ok(!lines.some((line) => line.includes("kubectl")));
  });
});

describe("other objects of charts that cannot become what is wanted", () => {
  const annotations = { "meta.helm.sh/release-name": "tempo" };

  function object(kind: string, spec: object, more: object = {}): KubernetesObject {
    const metadata = { name: "cache", namespace: "monitoring", ...more };
    return { apiVersion: kind === "Service" ? "v1" : "apps/v1", kind, metadata, spec };
  }
  const changes = (before: KubernetesObject, after: KubernetesObject) =>
    immutableObjectChanges("tempo", [before], [after]).map(({ kind, fields }) => [kind, ...fields]);

  it("are Services that lose or gain an address", () => {
    const headless = { clusterIP: "None", clusterIPs: ["None"] };
    const plain = { clusterIP: "10.0.0.7", ports: [] };
    const differ = [["Service", "clusterIP"]];
    assert.deepEqual(
      changes(object("Service", headless, { annotations }), object("Service", { ports: [] })),
      differ,
    );
    assert.deepEqual(
      changes(object("Service", plain, { annotations }), object("Service", { clusterIP: "None" })),
      differ,
    );
  });

  it("are none with the address that Kubernetes gave, or that of another cluster's name", () => {
    const plain = { clusterIP: "10.0.0.7", type: "ClusterIP" };
    const external = { type: "ExternalName", externalName: "tempo.example.com" };
    for (const after of [{ type: "ClusterIP" }, { clusterIP: "" }, external]) {
      assert.deepEqual(
        changes(object("Service", plain, { annotations }), object("Service", after)),
        [],
      );
    }
  });

  it("are Deployments and DaemonSets with another selector", () => {
    const spec = (app: string) => ({ selector: { matchLabels: { app } } });
    for (const kind of ["Deployment", "DaemonSet"]) {
      const before = object(kind, spec("a"), { annotations });
      assert.deepEqual(changes(before, object(kind, spec("b"))), [[kind, "selector"]]);
      assert.deepEqual(changes(before, object(kind, { ...spec("a"), replicas: 3 })), []);
    }
  });

  it("are none of another release, or of nobody's: Pulumi replaces its own", () => {
    const headless = { clusterIP: "None" };
    const others = { "meta.helm.sh/release-name": "loki" };
    for (const more of [{}, { annotations: others }, { annotations, namespace: "other" }]) {
      assert.deepEqual(changes(object("Service", headless, more), object("Service", {})), []);
    }
  });

  it("are deleted by the plan, after the StatefulSets", () => {
    const objects = immutableObjectChanges(
      "tempo",
      [object("Service", { clusterIP: "None" }, { annotations })],
      [object("Service", {})],
    );
    const sets = immutableSetChanges([live()], [set({ serviceName: "x" })]);
    const plan = upgradePlan(
      { sets, objects },
      { kubectl: ["--context", "prod"], again: "npm run up -- --env prod" },
    );
    assert.deepEqual(plan.split("\n"), [
      "2 objects would have to be replaced, pods and all, for Kubernetes changes some of their fields never:",
      "  StatefulSet monitoring/loki: serviceName",
      "  Service monitoring/cache: clusterIP",
      "Volumes, and the pods of StatefulSets, stay when this is done, one command after the other. What else is deleted is away until the last one.",
      "  kubectl delete statefulset loki --cascade=orphan --namespace monitoring --context prod",
      "  kubectl delete service cache --namespace monitoring --context prod",
      "  npm run up -- --env prod",
      "`npm run up -- --env prod --recreate` does the same.",
    ]);
  });
});
