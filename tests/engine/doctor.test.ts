import assert from "node:assert/strict";
import { exec, execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import * as kubernetes from "@pulumi/kubernetes";
import type { Stack } from "@pulumi/pulumi/automation";
import { PROJECT_ROOT } from "../../cli/environments";
import { mendKilledReleases } from "../../cli/doctor/killed-releases";
import { pendingOperations } from "../../cli/engine/killed-run";
import { ensureTool } from "../../sandbox/tools";
import { cacheFolder } from "../../sandbox/cache-folder";
import { LiveCluster } from "../support/engine/live-cluster";
import { fixtureChart } from "../support/charts/package-chart";
import { failure, type ProgramEngine, programEngine } from "../support/engine/program-engine";
import { renderingOf } from "../support/rendering";
import { until } from "../support/until";

/** No node has such a disk, so that helm waits until it is killed. */
const NOWHERE = { nodeSelector: { disk: "none" } };

describe("what a killed or failed Helm release leaves", function () {
  this.timeout(180_000);
  let engine: ProgramEngine;
  let namespace: string;

  before(async function () {
    // The first run on a machine builds the programs.
    this.timeout(1_800_000);
    engine = await programEngine();
    const { objects } = await renderingOf("dev");
    namespace = objects.find(({ kind }) => kind === "Namespace")!.metadata.name;
    const object = { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } };
    await engine.objects.create(object);
  });

  after(async () => {
    const object = { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } };
    await engine.objects.delete(object);
  });

  function release(name: string, args: () => object): Promise<Stack> {
    const program = async () => {
      const given = { name, namespace, chart: fixtureChart("web"), timeout: 60 };
      new kubernetes.helm.v3.Release("web", { ...given, ...args() });
      return Promise.resolve();
    };
    return engine.stack(name, program);
  }

  async function doctor(...args: string[]): Promise<{ status: number; output: string }> {
    const words = ["cli/bootstrap.cjs", "cli/main.ts", "doctor", "--context", "sandbox", ...args];
    const env = {
      ...process.env,
      HOME: join(engine.folder, "doctors-home"),
      // With the programs that are built.
      PULUMI_LGTM_CACHE: cacheFolder(),
      KUBECONFIG: engine.kubeconfig,
    };
    return promisify(execFile)(process.execPath, words, { cwd: PROJECT_ROOT, env }).then(
      ({ stdout }) => ({ status: 0, output: stdout }),
      (error: unknown) => {
        const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
        return { status: code, output: stdout + stderr };
      },
    );
  }

  /** Runs an up until helm waits for pods, and kills all that takes part in it. */
  async function killedUp(name: string, args: () => object, revision: number): Promise<void> {
    const stack = await release(name, args);
    const interrupted = failure(stack.up());
    await until("helm's record", async () => {
      const { core } = new LiveCluster(engine.kubeconfig);
      const secret = `sh.helm.release.v1.${name}.v${revision}`;
      const { metadata } = await core.readNamespacedSecret({ name: secret, namespace });
      const deployed = await engine.find("apps/v1", "Deployment", name, namespace);
      return metadata?.labels?.status?.startsWith("pending") === true && deployed !== undefined
        ? true
        : undefined;
    });
    await engine.kill();
    await interrupted;
    await stack.cancel();
  }

  it("a failed install that is atomic leaves nothing", async () => {
    const stack = await release("atomic", () => ({ values: NOWHERE, atomic: true, timeout: 5 }));
    const message = await failure(stack.up());
    assert.match(
      message,
      /release atomic failed, and has been uninstalled.*context deadline exceeded/,
    );
    assert.equal(await engine.find("apps/v1", "Deployment", "atomic", namespace), undefined);
    const { status, output } = await doctor();
    assert.equal(status, 0, output);
    assert.match(output, /^dev: no Helm release in .* is half-finished$/m);
    await stack.destroy();
  });

  it("a killed install is found, and mended by the printed command", async () => {
    await killedUp("install", () => ({ values: NOWHERE }), 1);
    const stack = await release("install", () => ({}));
    assert.match(await failure(stack.up()), /cannot re-use a name that is still in use/);
    const sick = await doctor();
    assert.equal(sick.status, 1, sick.output);
    assert.match(sick.output, /\/install: revision 1 is pending-install since /);
    const command = /mend it with: (.*uninstall install .*)/.exec(sick.output)?.[1] ?? "";
    assert.match(command, / --kube-context sandbox$/);
    await promisify(exec)(command);

    const { summary } = await stack.up();
    assert.equal(summary.resourceChanges?.create, 1);
    assert.equal((await doctor()).status, 0);
    await stack.destroy();
  });

  it("a killed upgrade goes back to what was deployed", async () => {
    await (await release("upgrade", () => ({}))).up();
    await killedUp("upgrade", () => ({ values: NOWHERE }), 2);
    const stack = await release("upgrade", () => ({ values: { greeting: "mended" } }));
    assert.match(await failure(stack.up()), /another operation \(.*\) is in progress/);
    const fixed = await doctor("--fix");
    assert.equal(fixed.status, 0, fixed.output);
    assert.match(fixed.output, /mend it with: .*rollback upgrade 1 --namespace /);
    assert.match(fixed.output, /^dev: mended\. Run up again: it goes on where it ended\.$/m);

    await stack.up();
    const map = await engine.find("v1", "ConfigMap", "upgrade", namespace);
    assert.equal((map as unknown as { data: { greeting: string } }).data.greeting, "mended");
    assert.equal((await doctor()).status, 0);
    await stack.destroy();
  });

  it("an up of ours mends what its killed predecessor was working on, and nothing else", async () => {
    const mend = async (stack: Stack) => {
      const lines: string[] = [];
      await mendKilledReleases(
        await pendingOperations(stack),
        { kubeconfig: engine.kubeconfig },
        { helm: () => ensureTool("helm"), progress: (line) => lines.push(line) },
      );
      return lines;
    };
    await (await release("bystander", () => ({}))).up();
    await killedUp("again", () => ({ values: NOWHERE }), 1);
    const stack = await release("again", () => ({}));
    assert.deepEqual(await mend(stack), [
      `an earlier run was killed while it was creating the Helm release ${namespace}/again`,
      `  mending it: helm uninstall again --namespace ${namespace} --wait`,
    ]);
    await stack.up();
    await killedUp("again", () => ({ values: NOWHERE }), 2);
    const [, remedy] = await mend(stack);
    assert.equal(remedy, `  mending it: helm rollback again 1 --namespace ${namespace} --wait`);
    await stack.up();
    assert.deepEqual(await mend(stack), []);
    await stack.destroy();
    assert.ok(await engine.find("v1", "ConfigMap", "bystander", namespace));
  });
});
