import { deepEqual, ok } from "node:assert/strict";
import { tmpdir } from "node:os";
import { request } from "../../live/clients/http";
import { Platform } from "../../live/pods/platform";
import type { Program } from "../../live/processes/program";
import { ensureTool } from "../../sandbox/tools";
import { PodCluster } from "../support/dataplane/pod-cluster";
import { renderingOf } from "../support/rendering";
import { until } from "../support/until";

const NAME = "kube-state-metrics";

describe("kube-state-metrics", () => {
  let platform: Platform | undefined;
  let cluster: PodCluster | undefined;
  let exporter: Program | undefined;
  let resources: string[];
  let [http, telemetry] = ["", ""];

  before(async function () {
    this.timeout("10m");
    const binary = await ensureTool(NAME);
    cluster = await PodCluster.start();
    const rendering = await renderingOf("dev");
    // Of its own: in the one of the level another test takes its place.
    platform = await Platform.place(rendering, { parent: tmpdir() });
    [http, telemetry] = [platform.url(NAME), platform.url(NAME, "telemetry")];
    resources = platform
      .pod(NAME)
      .pod.args.find((arg) => arg.startsWith("--resources="))!
      .split("=")[1]!
      .split(",");
    const { kubeconfig } = cluster;
    exporter = await platform.program(NAME, binary, { kubeconfig }).start();
  });

  after(async () => {
    await exporter?.kill();
    await cluster?.stop();
    platform?.remove();
  });

  it("tells of a pod that runs, with its node", async () => {
    const pod = await cluster!.runPod("shop-state", "shop-0", { app: "shop" });
    const line = await until("the pod's line", async () =>
      (await request(`${http}/metrics`))
        .split("\n")
        .find((each) => each.startsWith(`kube_pod_info{namespace="shop-state",pod="shop-0"`)),
    );
    ok(line.includes(`node="${pod.spec!.nodeName}"`), line);
  });

  it("watches every kind that it is told to, and fails at none", async () => {
    const watched = await until("every kind is watched", async () => {
      const text = await request(`${telemetry}/metrics`);
      const found = [
        ...text.matchAll(
          /^kube_state_metrics_(?:list|watch)_total\{resource="\*\w+\.(\w+)",result="(\w+)"\}/gm,
        ),
      ].map(([, kind, result]) => ({ kind, result }));
      return new Set(found.map(({ kind }) => kind)).size >= resources.length ? found : undefined;
    });
    deepEqual(
      watched.filter(({ result }) => result !== "success"),
      [],
    );
  });
});
