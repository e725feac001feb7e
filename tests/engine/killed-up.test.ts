import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stateFolder } from "../../cli/engine/backend";
import type { Rendering } from "../../cli/render/render";
import { ensureTool } from "../../sandbox/tools";
import { EnginePlace, stopEnginePlaces } from "../support/engine/engine-place";
import { type LiveObject, keyOf } from "../support/engine/live-cluster";
import { UserMachine, removeUserMachines } from "../support/engine/user-machine";
import { renderingOf } from "../support/rendering";
import { until } from "../support/until";

describe("up on a named context, killed half-way", function () {
  this.timeout(180_000);
  const context = ["--context", "sandbox"];
  let place: EnginePlace;
  let machine: UserMachine;
  let rendering: Rendering;
  let env: NodeJS.ProcessEnv;
  let halfway: LiveObject[];

  before(async function () {
    // The first run on a machine builds the programs.
    this.timeout(1_800_000);
    await ensureTool("pulumi");
    rendering = await renderingOf("dev");
    place = await EnginePlace.start();
    machine = await UserMachine.create();
    env = { KUBECONFIG: place.plane.kubeconfig };
  });

  after(async () => {
    await stopEnginePlaces();
    await removeUserMachines();
  });

  it("leaves half of the objects behind when all its processes are killed", async () => {
    const half = rendering.objects.length / 2;
    const up = machine.start("up", context, env);
    await until("half of the objects", async () => {
      const { length } = await place.cluster.ours(rendering);
      return length >= half ? true : undefined;
    });
    process.kill(-up.process.pid!, "SIGKILL");
    const { status } = await up.ended;
    assert.equal(status, null);
    halfway = await place.cluster.ours(rendering);
    assert.ok(halfway.length < rendering.objects.length, "it was killed before its end");
    // A kill may come between the making of this file and its content.
    const attributes = join(
      stateFolder({ XDG_STATE_HOME: join(machine.home, ".local", "state") }),
      "sandbox/dev/state/.pulumi/stacks/lgtm/dev.json.attrs",
    );
    assert.ok(existsSync(attributes));
    writeFileSync(attributes, "");
  });

  it("goes on in the next run with what is there, and makes nothing twice", async () => {
    const { status, output } = await machine.run("up", context, env);
    assert.equal(status, 0, output);
    assert.match(output, /^an earlier run was killed: taking its lock away and going on$/m);
    assert.match(output, /^dev is up: /m);
    const live = await place.cluster.ours(rendering);
    assert.deepEqual(live.map(keyOf), rendering.objects.map(keyOf).sort());
    const uids = new Map(live.map((object) => [keyOf(object), object.metadata?.uid]));
    for (const object of halfway) {
      assert.equal(
        uids.get(keyOf(object)),
        object.metadata?.uid,
        `${keyOf(object)} was made twice`,
      );
    }
  });

  it("shows no change afterwards", async () => {
    const { status, output } = await machine.run(
      "preview",
      [...context, "--expect-no-changes"],
      env,
    );
    assert.equal(status, 0, output);
    assert.match(output, /^dev: an up would change nothing; \d\d resources stay as they are$/m);
  });

  it("is taken down by name, and what is in the cluster goes with it", async () => {
    const { status, output } = await machine.run("down", [...context, "--yes"], env);
    assert.equal(status, 0, output);
    assert.match(output, /^dev: \d\d resources destroyed$/m);
    assert.deepEqual(await place.cluster.ours(rendering), []);
    assert.deepEqual(await place.cluster.namespaces(), []);
  });
});
