import assert from "node:assert/strict";
import { UserWithCluster } from "../support/engine/user-with-cluster";
import { onlyParts } from "../support/only-parts";

const NAMES = ["monitoring", "monitoring-agents"];

describe("down of what was brought up on a named context", function () {
  this.timeout(300_000);
  const user = UserWithCluster.ofSuite();
  let file: string;

  before(async () => {
    write({});
    assert.equal((await run("up")).status, 0);
    for (const namespace of NAMES) {
      const metadata = { name: "theirs", namespace };
      await user().place.cluster.objects.create({ apiVersion: "v1", kind: "ConfigMap", metadata });
    }
  });

  function write(changes: object): void {
    file = user().write("dev", {
      // One of each namespace is enough here.
      ...onlyParts("loki", "alloyAgent"),
      "lgtm:common": { persistence: { whenDeleted: "Delete" } },
      ...changes,
    });
  }

  const run = (command: "up" | "down", ...more: string[]) => user().run(command, file, ...more);
  const pods = async () => (await user().place.cluster.pods()).length;

  /** What was told when a `down` on a terminal was answered so. */
  const answered = (answer: string) => user().onTerminal("down", file, `${answer}\n`);

  it("is left alone where the answer is no, and where nobody can be asked", async () => {
    const before = await pods();
    const screen = await answered("n");
    assert.match(screen, /^Destroy the \d+ resources of dev on context sandbox\? \[y\/N\] /m);
    assert.match(screen, /\? \[y\/N\] Nothing was destroyed\.\r?$/m);
    const { status, output } = await run("down");
    assert.equal(status, 1);
    assert.match(
      output,
      /Nothing was destroyed: write `npm run down -- --env \S+ --context sandbox --yes`/,
    );
    assert.equal(await pods(), before);
  });

  it("is left alone while the stack owns namespaces that the configuration keeps", async () => {
    write({ "lgtm:namespace": { mode: "adopt" }, "lgtm:agentsNamespace": { mode: "adopt" } });
    const refused = await run("down", "--yes");
    assert.equal(refused.status, 1, refused.output);
    assert.match(
      refused.output,
      /^Nothing was destroyed: the configuration keeps the namespaces monitoring and monitoring-agents, but the stack still owns them .* Bring the configuration up first, which lets go of them: npm run up -- --env \S+ --context sandbox$/m,
    );
    assert.deepEqual(await user().place.cluster.namespaces(), NAMES);
  });

  it("goes after an up of that configuration, without the namespaces and what others have in them", async () => {
    const up = await run("up");
    assert.equal(up.status, 0, up.output);
    const screen = await answered("y");
    assert.match(screen, /^dev: [1-9]\d* resources destroyed\r?$/m);
    assert.equal(await pods(), 0);
    assert.deepEqual(await user().place.cluster.namespaces(), NAMES);
    for (const namespace of NAMES) {
      await user().place.cluster.core.readNamespacedConfigMap({ name: "theirs", namespace });
    }
  });

  it("asks nothing where nothing is left", async () => {
    assert.match(await answered(""), /^dev: 0 resources destroyed\r?$/m);
  });
});
