import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppsV1Api, KubeConfig } from "@kubernetes/client-node";
import { stringify } from "yaml";
import type { CheckedWorkplace } from "../../cli/commands/engine-options";
import { type Environment, readEnvironment } from "../../cli/environments";
import { folderBackend } from "../../cli/engine/backend";
import { renderEnvironment } from "../../cli/render/render";
import { prepareReplacements } from "../../cli/upgrade/check";
import { CHARTS } from "../../components/versions";
import { chartPackage } from "../support/charts/chart-package";
import { EnginePlace, stopEnginePlaces } from "../support/engine/engine-place";
import { failure } from "../support/engine/program-engine";
import { onlyParts } from "../support/only-parts";

const PREVIOUS = "2.2.0";
const { version: PINNED } = CHARTS.pyroscope;
const LOKI = { namespace: "monitoring", name: "loki" };
const METASTORE = { namespace: "monitoring", name: "pyroscope-metastore" };

/** A chart whose StatefulSet has another Service in its next version, as charts of this kind do. */
function chart(version: string, serviceName: string, keys: readonly string[]) {
  const labels = "{app: metastore}";
  const template = `
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: pyroscope-metastore}
spec:
  serviceName: ${serviceName}
  replicas: 2
  selector: {matchLabels: ${labels}}
  template:
    metadata: {labels: ${labels}}
    spec:
      securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: metastore
          image: quay.io/example/metastore:1
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
`;
  const values = stringify(Object.fromEntries(keys.map((key) => [key, null])));
  const files = { "values.yaml": values, "templates/set.yaml": template };
  return chartPackage("pyroscope", version, files);
}

describe("an upgrade that Kubernetes refuses to do in place", function () {
  this.timeout(240_000);
  let place: EnginePlace;
  let charts = "";
  let apps: AppsV1Api;
  let large: CheckedWorkplace;

  before(async function () {
    // The first run on a machine builds the programs.
    this.timeout(1_800_000);
    place = await EnginePlace.start();
    charts = mkdtempSync(join(tmpdir(), "lgtm-upgrade-"));
    const config = new KubeConfig();
    config.loadFromFile(place.plane.kubeconfig);
    apps = config.makeApiClient(AppsV1Api);
    const { releases } = await renderEnvironment(environment("10Gi"));
    const keys = Object.keys(releases[0]?.values as object);
    for (const [version, service] of [
      [PREVIOUS, "metastore-headless"],
      [PINNED, "metastore-raft"],
    ] as const) {
      writeFileSync(
        join(charts, `pyroscope-${version}.tgz`),
        chart(version, service, keys).archive,
      );
    }
    const small = await workplace(environment("10Gi", PREVIOUS));
    await small.session.stack.up();
    large = await workplace(environment("20Gi", PINNED));
  });

  after(async () => {
    await stopEnginePlaces();
    rmSync(charts, { recursive: true, force: true });
  });

  /** A Loki with this volume and a Pyroscope of this chart. */
  function environment(size: string, version?: string): Environment {
    const config = {
      ...onlyParts("loki", "pyroscope"),
      "lgtm:loki": { persistence: { size, whenDeleted: "Delete", protect: true } },
      "lgtm:pyroscope": {
        topology: "distributed",
        objectStorage: {
          kind: "s3",
          region: "eu-west-1",
          bucket: "acme-profiles",
          credentials: { kind: "pod-identity" },
        },
      },
      ...(version !== undefined && {
        "lgtm:charts": { directory: charts, sources: { pyroscope: { version } } },
      }),
    };
    const file = join(place.folder, "Pulumi.upgraded.yaml");
    writeFileSync(file, stringify({ config }));
    return readEnvironment(file);
  }

  async function workplace(of: Environment): Promise<CheckedWorkplace> {
    const cluster = { kubeconfig: place.plane.kubeconfig };
    const backend = folderBackend(place.engineFolder, {});
    return {
      environment: of,
      rendering: await renderEnvironment(of),
      session: await place.open(of),
      target: { cluster, backend, folder: place.engineFolder, embedded: true },
    };
  }

  async function pods(): Promise<Map<string, string>> {
    const { items } = await place.cluster.core.listNamespacedPod({ namespace: "monitoring" });
    return new Map(items.map(({ metadata }) => [metadata?.name ?? "", metadata?.uid ?? ""]));
  }

  it("is refused before it begins, with a plan that keeps pods and volumes", async () => {
    const uids = async () =>
      Promise.all(
        [LOKI, METASTORE].map(
          async (at) => (await apps.readNamespacedStatefulSet(at)).metadata?.uid,
        ),
      );
    const earlier = await uids();
    const plan = (await failure(prepareReplacements(large, false))).split("\n");
    const at = `--namespace monitoring --kubeconfig ${place.plane.kubeconfig}`;
    const patch = `'{"spec":{"resources":{"requests":{"storage":"20Gi"}}}}'`;
    assert.deepEqual(plan, [
      "Error: 2 objects would have to be replaced, pods and all, for Kubernetes changes some of their fields never:",
      "  StatefulSet monitoring/loki: volumeClaimTemplates",
      "  StatefulSet monitoring/pyroscope-metastore: serviceName",
      "Volumes, and the pods of StatefulSets, stay when this is done, one command after the other.",
      `  kubectl patch persistentvolumeclaim data-loki-0 --patch ${patch} ${at}`,
      `  kubectl delete statefulset loki --cascade=orphan ${at}`,
      `  kubectl delete statefulset pyroscope-metastore --cascade=orphan ${at}`,
      `  npm run up -- --env ${large.environment.file}`,
      `\`npm run up -- --env ${large.environment.file} --recreate\` does the same.`,
    ]);
    assert.deepEqual(await uids(), earlier);
  });

  it("is what the engine would find half-way", async () => {
    assert.match(await failure(large.session.stack.preview()), /marked for protection/);
  });

  it("is done with the same pods and a larger volume, protection and all", async () => {
    const earlier = await pods();
    const volume = { namespace: "monitoring", name: "data-loki-0" };
    const earlierVolume = await place.cluster.core.readNamespacedPersistentVolumeClaim(volume);
    const told: string[] = [];
    await prepareReplacements(large, true, (line) => told.push(line));
    assert.deepEqual(told, [
      "  ~ PersistentVolumeClaim monitoring/data-loki-0 to 20Gi",
      "  - StatefulSet monitoring/loki; its pods and volumes stay",
      "  - StatefulSet monitoring/pyroscope-metastore; its pods and volumes stay",
      "no longer in the cluster, to be made anew: monitoring/loki",
    ]);
    assert.deepEqual(await pods(), earlier, "no pod was touched");
    await large.session.stack.up();

    const loki = await apps.readNamespacedStatefulSet(LOKI);
    const [template] = loki.spec?.volumeClaimTemplates ?? [];
    assert.equal(template?.spec?.resources?.requests?.storage, "20Gi");
    const metastore = await apps.readNamespacedStatefulSet(METASTORE);
    assert.equal(metastore.spec?.serviceName, "metastore-raft");
    const claim = await place.cluster.core.readNamespacedPersistentVolumeClaim(volume);
    assert.equal(claim.spec?.resources?.requests?.storage, "20Gi");
    assert.equal(
      claim.metadata?.uid,
      earlierVolume.metadata?.uid,
      "the volume is the one that it had",
    );
    await large.session.stack.preview({ expectNoChanges: true });
    await prepareReplacements(large, false);
  });
});
