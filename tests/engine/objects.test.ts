import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentNames, readEnvironment } from "../../cli/environments";
import { type KubernetesObject, renderEnvironment } from "../../cli/render/render";
import { writeRendering } from "../../cli/render/write";
import { STRIMZI_API } from "../../components/kafka/cluster";
import { startControlPlane, stopControlPlane } from "../../sandbox/control-plane";
import { ensureTool } from "../../sandbox/tools";

/** What `kubectl` answered. */
interface Answer {
  status: number | null;
  stdout: string;
  stderr: string;
}

describe("rendered objects before a real API server", function () {
  this.timeout(120_000);
  let folder: string;
  let kubectl: (...args: string[]) => Answer;

  before(async function () {
    // The first run on a machine builds the programs.
    this.timeout(1_800_000);
    folder = await mkdtemp(join(tmpdir(), "lgtm-objects-"));
    const program = await ensureTool("kubectl");
    const stateDir = join(folder, "plane");
    const plane = await startControlPlane({ stateDir, durable: false });
    kubectl = (...args) =>
      spawnSync(program, ["--kubeconfig", plane.kubeconfig, ...args], {
        encoding: "utf8",
        // Its cache of what the server knows does not go to the user's home.
        env: { HOME: folder },
      });
  });

  after(async () => {
    await stopControlPlane(join(folder, "plane"));
    await rm(folder, { recursive: true, force: true });
  });

  /** The server checks everything, unknown and doubled fields included, and makes nothing. */
  const dryRun = (path: string) =>
    kubectl("create", "--dry-run=server", "--validate=strict", "--recursive", "--filename", path);

  /** The operator brings its kinds with its chart. operator-objects.test.ts tries them where the chart is. */
  const isNative = ({ apiVersion }: KubernetesObject) => apiVersion !== STRIMZI_API;

  /** The environment as `npm run render` writes it, and its namespaces in the cluster. */
  async function written(environment: string): Promise<{ objects: string; count: number }> {
    const rendered = await renderEnvironment(readEnvironment(environment));
    const rendering = { ...rendered, objects: rendered.objects.filter(isNative) };
    writeRendering(rendering, join(folder, environment));
    const objects = join(folder, environment, "objects");
    const files = await readdir(join(objects, "_cluster"));
    for (const file of files.filter((name) => name.startsWith("namespace-"))) {
      const made = kubectl("apply", "--filename", join(objects, "_cluster", file));
      assert.equal(made.status, 0, made.stderr);
      await rm(join(objects, "_cluster", file));
    }
    return { objects, count: rendering.objects.length - 2 };
  }

  for (const environment of environmentNames()) {
    it(`takes every object of ${environment} that is of Kubernetes' own kinds, without a warning`, async () => {
      const { objects, count } = await written(environment);
      const { status, stdout, stderr } = dryRun(objects);
      // A Pod Security level that a pod template does not meet is only a warning here.
      assert.deepEqual([status, stderr], [0, ""]);
      const taken = stdout.trim().split("\n");
      assert.equal(taken.length, count);
      assert.ok(taken.every((line) => line.endsWith(" created (server dry run)")));
    });
  }

  it("refuses an unknown field, a bad value and a pod that is not restricted", async () => {
    const { objects } = await written("dev");
    const loki = await readFile(join(objects, "monitoring", "statefulset-loki.yaml"), "utf8");
    const broken = join(folder, "broken");
    await cp(objects, broken, { recursive: true });
    const answerTo = async (text: string, replacement: string) => {
      assert.ok(loki.includes(text), `the render has ${text}`);
      const file = join(broken, "monitoring", "statefulset-loki.yaml");
      await writeFile(file, loki.replace(text, replacement));
      return dryRun(broken);
    };
    const unknown = await answerTo("imagePullPolicy:", "imagePullPolcy:");
    assert.equal(unknown.status, 1);
    assert.match(
      unknown.stderr,
      /strict decoding error: unknown field "spec\.template\.spec\.containers\[0\]\.imagePullPolcy"/,
    );
    const value = await answerTo("podManagementPolicy: Parallel", "podManagementPolicy: All");
    assert.match(value.stderr, /spec\.podManagementPolicy: Invalid value: "All"/);
    const root = await answerTo("runAsNonRoot: true", "runAsNonRoot: false");
    assert.match(
      root.stderr,
      /would violate PodSecurity "restricted:latest": runAsNonRoot != true/,
    );
  });
});
