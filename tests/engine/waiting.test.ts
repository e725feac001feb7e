import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { EnginePlace, stopEnginePlaces } from "../support/engine/engine-place";
import { UserMachine, removeUserMachines } from "../support/engine/user-machine";
import { onlyParts } from "../support/only-parts";
import { until } from "../support/until";

describe("an up that has to wait", function () {
  this.timeout(300_000);
  let place: EnginePlace;
  let machine: UserMachine;

  before(async function () {
    // The first run on a machine builds the programs.
    this.timeout(1_800_000);
    place = await EnginePlace.start();
    machine = await UserMachine.create();
  });

  after(async () => {
    await stopEnginePlaces();
    await removeUserMachines();
  });

  it("says what for, which pod is not ready, and why", async () => {
    const file = join(place.folder, "Pulumi.nowhere.yaml");
    const config = {
      ...onlyParts("loki", "nodeExporter", "kubeStateMetrics"),
      // No node has such a disk.
      "lgtm:loki": { nodeSelector: { disk: "none" } },
    };
    writeFileSync(file, stringify({ config }));
    const up = machine.start("up", ["--env", file, "--context", "sandbox"], {
      KUBECONFIG: place.plane.kubeconfig,
    });
    let output = "";
    up.process.stdout?.on("data", (text: string) => (output += text));
    await until(
      "the reason",
      () => Promise.resolve(/ pod loki-0: /.test(output) ? true : undefined),
      120_000,
    );
    process.kill(-up.process.pid!, "SIGKILL");
    await up.ended;
    assert.match(output, /^ {2}… \d+ s: waiting for StatefulSet lgtm-loki$/m);
    assert.match(output, /^ {6}pod loki-0: not scheduled: 0\/3 nodes are available: /m);
  });
});
