import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Rendering } from "../../cli/render/render";
import type { Running } from "../support/engine/ended";
import { EnginePlace, stopEnginePlaces } from "../support/engine/engine-place";
import { keyOf } from "../support/engine/live-cluster";
import { processesWith } from "../support/engine/processes";
import { PulumiCli, removePulumiCopies } from "../support/engine/pulumi-cli";
import { UserMachine, removeUserMachines } from "../support/engine/user-machine";
import { renderingOf } from "../support/rendering";
import { until } from "../support/until";

/** So many times each is killed in a row. `LGTM_KILLS=20` tries harder. */
const KILLS = Number(process.env.LGTM_KILLS ?? 3);

/** As docs/upgrades.md says for Pulumi's own command line. */
const TAKE_OVER = {
  PULUMI_K8S_UPSERT_EXISTING_OBJECTS: "true",
  PULUMI_K8S_ENABLE_PATCH_FORCE: "true",
};

describe("an up that is killed at any moment", function () {
  this.timeout(1_800_000);
  let place: EnginePlace;
  let rendering: Rendering;

  before(async () => {
    rendering = await renderingOf("dev");
  });

  beforeEach(async () => {
    place = await EnginePlace.start();
  });

  afterEach(async () => {
    await stopEnginePlaces();
    await removeUserMachines();
    await removePulumiCopies();
  });

  /** Waits until so many more objects are there, and a moment more. Says when that was. */
  async function anyMoment(running: Running): Promise<string> {
    const already = (await place.cluster.ours(rendering)).length;
    const more = randomInt(Math.max(1, rendering.objects.length - already));
    const later = randomInt(400);
    let hasEnded = false;
    void running.ended.then(() => {
      hasEnded = true;
    });
    const isMoment = async () => {
      const { length } = await place.cluster.ours(rendering);
      return hasEnded || length >= already + more ? true : undefined;
    };
    await until("some objects more", isMoment, 300_000);
    await pause(later);
    return `${more} objects after ${already}, and ${later} ms`;
  }

  async function everythingIsThere(): Promise<void> {
    const live = await place.cluster.ours(rendering);
    assert.deepEqual(live.map(keyOf), rendering.objects.map(keyOf).sort());
  }

  it("converges in the next one, and no plugin is left", async () => {
    const machine = await UserMachine.create();
    const env = { KUBECONFIG: place.plane.kubeconfig };
    const context = ["--context", "sandbox"];
    const moments: string[] = [];
    const ours = () => processesWith(`HOME=${machine.home}`);
    for (let kill = 0; kill < KILLS; kill++) {
      const up = machine.start("up", context, env);
      moments.push(await anyMoment(up));
      // By turns everything at once, as a power cut does, and the engine alone, as the kernel without memory.
      const engines = ours().filter(({ program }) => program === "pulumi");
      if (kill % 2 === 0) process.kill(-up.process.pid!, "SIGKILL");
      else for (const { pid } of engines) process.kill(pid, "SIGKILL");
      await up.ended;
    }
    const { status, output } = await machine.run("up", context, env);
    assert.equal(status, 0, `killed at ${moments.join("; ")}\n${output}`);
    await everythingIsThere();
    const left = ours().filter(({ program }) => program.startsWith("pulumi"));
    assert.deepEqual(left, []);
    const preview = await machine.run("preview", [...context, "--expect-no-changes"], env);
    assert.equal(preview.status, 0, preview.output);
  });

  it("converges with Pulumi's own command line too, as the documentation says", async () => {
    const cli = await PulumiCli.create({ KUBECONFIG: place.plane.kubeconfig });
    await cli.run("stack", "init", "dev");
    const up = ["up", "--stack", "dev", "--yes", "--skip-preview"];
    const moments: string[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const running = cli.start(up, kill === 0 ? {} : TAKE_OVER);
      moments.push(await anyMoment(running));
      process.kill(-running.process.pid!, "SIGKILL");
      await running.ended;
      removeHalfWritten(join(cli.folder, "state"));
      await cli.run("cancel", "--stack", "dev", "--yes");
    }
    const { status, output } = await cli.start(up, TAKE_OVER).ended;
    assert.equal(status, 0, `killed at ${moments.join("; ")}\n${output}`);
    await everythingIsThere();
    const preview = await cli.run("preview", "--stack", "dev", "--expect-no-changes");
    assert.equal(preview.status, 0, preview.output);
  });
});

/** What the folder backend was writing when it was killed makes it refuse the whole stack. */
function removeHalfWritten(state: string): void {
  for (const { name, parentPath } of readdirSync(state, { recursive: true, withFileTypes: true })) {
    const path = join(parentPath, name);
    if (name.endsWith(".attrs") && statSync(path).size === 0) rmSync(path);
  }
}
