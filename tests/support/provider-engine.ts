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
import { separateConnections } from "../../cli/engine/connections";
import { type ControlPlane, startControlPlane } from "../../sandbox/control-plane";
import { authorityFile } from "../../sandbox/control-plane-credentials";
import { controlPlaneFiles } from "../../sandbox/control-plane-state";
import { type ProviderServer, startProviderServer } from "../../sandbox/provider/server";
import { ensureTools } from "../../sandbox/tools";

/** The real engine with the embedded provider on a control plane of its own. */
export class ProviderEngine {
  readonly objects: KubernetesObjectApi;

  private constructor(
    readonly folder: string,
    private readonly plane: ControlPlane,
    private readonly server: ProviderServer,
    private readonly command: PulumiCommand,
  ) {
    const config = new KubeConfig();
    config.loadFromFile(plane.kubeconfig);
    this.objects = KubernetesObjectApi.makeApiClient(config);
  }

  static async start(): Promise<ProviderEngine> {
    separateConnections();
    const tools = await ensureTools(["pulumi", "helm"]);
    const folder = await mkdtemp(join(tmpdir(), "lgtm-provider-"));
    const plane = await startControlPlane({ stateDir: join(folder, "plane"), durable: false });
    const server = await startProviderServer({
      kubeconfig: plane.kubeconfig,
      helm: tools.helm,
      chartCache: join(folder, "charts"),
      logFile: join(folder, "provider.log"),
    });
    await mkdir(join(folder, "state"));
    const root = await wrapped(tools.pulumi, folder);
    const command = await PulumiCommand.get({ root, skipVersionCheck: true });
    return new ProviderEngine(folder, plane, server, command);
  }

  stack(name: string, program: PulumiFn, provider = this.server.env): Promise<Stack> {
    return LocalWorkspace.createOrSelectStack(
      { projectName: "provider", stackName: name, program },
      {
        pulumiCommand: this.command,
        envVars: {
          ...provider,
          PULUMI_BACKEND_URL: `file://${this.folder}/state`,
          PULUMI_CONFIG_PASSPHRASE: "test",
          PULUMI_HOME: join(this.folder, "home"),
          PULUMI_SKIP_UPDATE_CHECK: "true",
          PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
          PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: "true",
        },
      },
    );
  }

  /** Ends the engine's process as a power cut would. */
  async kill(): Promise<void> {
    process.kill(Number(await readFile(join(this.folder, "pid"), "utf8")), "SIGKILL");
  }

  /** The state of a stack as it lies in its folder. */
  writtenState(stack: string): Promise<string> {
    return readFile(join(this.folder, "state/.pulumi/stacks/provider", `${stack}.json`), "utf8");
  }

  get kubeconfig(): string {
    return this.plane.kubeconfig;
  }

  /** What the API server shows: good for any server on loopback, and its own authority. */
  async certificate(): Promise<{ cert: Buffer; key: Buffer; authority: string }> {
    const files = controlPlaneFiles(join(this.folder, "plane"));
    const authority = authorityFile(files);
    const key = await readFile(authority.replace(/crt$/, "key"));
    return { cert: await readFile(authority), key, authority };
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
    await this.server.stop();
    await this.plane.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

let shared: Promise<ProviderEngine> | undefined;

/** One for all suites of a test run: a control plane takes seconds to start. */
export function providerEngine(): Promise<ProviderEngine> {
  shared ??= ProviderEngine.start();
  return shared;
}

after("the provider's engine stops", async () => {
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
