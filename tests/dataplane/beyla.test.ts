import { ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { BEYLA_METRICS_PATH } from "../../components/beyla/config";
import { running } from "../support/dataplane/backends";
import { foundTool } from "../support/dataplane/found-tool";
import { request } from "../../live/clients/http";
import { PodCluster } from "../support/dataplane/pod-cluster";
import type { Program } from "../../live/processes/program";
import { skip } from "../support/skip";

// What it instruments are processes of real pods, which are not here: this proves that it takes its file and comes up.
describe("Beyla", () => {
  let cluster: PodCluster | undefined;
  let beyla: Program | undefined;

  before(async function () {
    const binary = await foundTool(this, "beyla");
    if (process.getuid?.() !== 0) skip(this, "Beyla loads programs into the kernel: only root may");
    cluster = await PodCluster.start();
    const { kubeconfig } = cluster;
    beyla = running().platform.program("beyla", binary, { kubeconfig });
    await beyla.start();
  });

  after(async () => {
    await beyla?.kill();
    await cluster?.stop();
  });

  it("comes up with the rendered file and tells about itself where it says", async () => {
    const metrics = await request(`${running().platform.url("beyla")}${BEYLA_METRICS_PATH}`);
    ok(metrics.includes("beyla_build_info") || metrics.includes("obi_build_info"), metrics);
  });

  it("knows every key of the file", () => {
    const log = readFileSync(beyla!.settings.log, "utf8");
    ok(!/unknown (field|key)|field \S+ not found/i.test(log), log);
  });
});
