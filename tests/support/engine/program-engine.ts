import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KubeConfig, KubernetesObjectApi } from "@kubernetes/client-node";
import {
  LocalWorkspace,
  PulumiCommand,
  type PulumiFn,
  type Stack,
} from "@pulumi/pulumi/automation";
import { stringify } from "yaml";
import { separateConnections } from "../../../cli/engine/connections";
import { type ProjectPlugin, providePlugins } from "../../../cli/engine/plugins";
import { endOrphanedPlugins, engineMark } from "../../../cli/engine/plugin-processes";
import { type ControlPlane, startControlPlane } from "../../../sandbox/control-plane";
import { ensureTool } from "../../../sandbox/tools";
import { makePulumiHome } from "./pulumi-home";

/** The real engine for programs of a few lines, on a control plane of its own. */
export class ProgramEngine {
  readonly objects: KubernetesObjectApi;

  private constructor(
    readonly folder: string,
    private readonly plane: ControlPlane,
    private readonly command: PulumiCommand,
    private readonly plugins: readonly ProjectPlugin[],
  ) {
    const config = new KubeConfig();
    config.loadFromFile(plane.kubeconfig);
    this.objects = KubernetesObjectApi.makeApiClient(config);
  }

  static async start(): Promise<ProgramEngine> {
    separateConnections();
    const folder = await mkdtemp(join(tmpdir(), "lgtm-programs-"));
    const plane = await startControlPlane({ stateDir: join(folder, "plane"), durable: false });
    await mkdir(join(folder, "state"));
    await makePulumiHome(folder);
    const root = await wrapped(await ensureTool("pulumi"), folder);
    const command = await PulumiCommand.get({ root, skipVersionCheck: true });
    const plugins = await providePlugins(command, () => undefined);
    return new ProgramEngine(folder, plane, command, plugins);
  }

  async stack(name: string, program: PulumiFn): Promise<Stack> {
    const workDir = join(this.folder, "projects", name);
    await mkdir(workDir, { recursive: true });
    const project = { name: "programs", runtime: "nodejs", plugins: { providers: this.plugins } };
    await writeFile(join(workDir, "Pulumi.yaml"), stringify(project));
    return LocalWorkspace.createOrSelectStack(
      { projectName: "programs", stackName: name, program },
      {
        workDir,
        pulumiCommand: this.command,
        envVars: {
          ...engineMark(this.folder),
          KUBECONFIG: this.kubeconfig,
          PULUMI_BACKEND_URL: `file://${this.folder}/state`,
          PULUMI_CONFIG_PASSPHRASE: "test",
          PULUMI_HOME: join(this.folder, ".pulumi"),
          PULUMI_SKIP_UPDATE_CHECK: "true",
          PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
          PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: "true",
        },
      },
    );
  }

  /** Ends the engine and its plugins as a power cut would. */
  async kill(): Promise<void> {
    process.kill(Number(await readFile(join(this.folder, "pid"), "utf8")), "SIGKILL");
    endOrphanedPlugins(this.folder, () => undefined);
  }

  /** The state of a stack as it lies in its folder. */
  writtenState(stack: string): Promise<string> {
    return readFile(join(this.folder, "state/.pulumi/stacks/programs", `${stack}.json`), "utf8");
  }

  get kubeconfig(): string {
    return this.plane.kubeconfig;
  }

  /** Whether the cluster has the object. */
  async find(apiVersion: string, kind: string, name: string, namespace?: string) {
    const metadata = { name, namespace: namespace ?? "" };
    try {
      return await this.objects.read({ apiVersion, kind, metadata });
    } catch (error) {
      if ((error as { code?: number }).code === 404) return undefined;
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.plane.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

let shared: Promise<ProgramEngine> | undefined;

/** One for all suites of a test run: a control plane takes seconds to start. */
export function programEngine(): Promise<ProgramEngine> {
  shared ??= ProgramEngine.start();
  return shared;
}

after("the engine of small programs stops", async () => {
  const engine = await shared?.catch(() => undefined);
  await engine?.stop();
});

/** The CLI behind a script that notes its process id, which the Automation API does not tell. */
async function wrapped(pulumi: string, folder: string): Promise<string> {
  const root = join(folder, "cli");
  await mkdir(join(root, "bin"), { recursive: true });
  const script = join(root, "bin", "pulumi");
  await writeFile(script, `#!/bin/sh\necho $$ > '${folder}/pid'\nexec '${pulumi}' "$@"\n`);
  await chmod(script, 0o755);
  return root;
}

/** What an operation that must fail said. */
export async function failure(operation: Promise<unknown>): Promise<string> {
  let result: unknown;
  try {
    result = await operation;
  } catch (error) {
    return String(error);
  }
  const told = (result as { stdout?: unknown } | undefined)?.stdout;
  throw new Error(`the operation was expected to fail and did not: ${String(told)}`);
}
