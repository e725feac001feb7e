import assert from "node:assert/strict";
import { UserWithCluster } from "../support/engine/user-with-cluster";
import { onlyParts } from "../support/only-parts";
import { until } from "../support/until";

describe("an up that has to wait", function () {
  this.timeout(300_000);
  const user = UserWithCluster.ofSuite();

  it("says what for, which pod is not ready, and why", async () => {
    const file = user().write("nowhere", {
      ...onlyParts("loki"),
      // No node has such a disk.
      "lgtm:loki": { nodeSelector: { disk: "none" } },
    });
    const up = user().start("up", file);
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
