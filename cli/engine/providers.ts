import { join } from "node:path";
import kubernetesSdk from "@pulumi/kubernetes/package.json";
import randomSdk from "@pulumi/random/package.json";
import { LocalWorkspace, type PulumiCommand } from "@pulumi/pulumi/automation";
import {
  type ProviderServer,
  officialPluginInstalled,
  startProviderServer,
} from "../../sandbox/provider/server";
import { internetReachable } from "../../sandbox/pulumi-installer";
import { PROGRAM_FOLDER } from "../../stacks/program-folder";
import { findTool } from "../../sandbox/tools";
import type { Cluster } from "./cluster";

/** The providers that the program needs, in the versions that the SDKs were made for. */
const PROVIDERS = [
  { name: "kubernetes", version: kubernetesSdk.version },
  { name: "random", version: randomSdk.version },
];

/**
 * Makes the providers available to the engine: the official plugins where they are installed or can be,
 * and where they are not, the embedded provider server, which is returned.
 */
export async function attachProviders(
  cluster: Cluster,
  folder: string,
  command: PulumiCommand,
  progress: (line: string) => void,
): Promise<ProviderServer | undefined> {
  const missing = await missingPlugins(command, progress);
  if (missing.length === 0) return undefined;
  const server = await startProviderServer({
    kubeconfig: cluster.kubeconfig,
    helm: await findTool("helm"),
    folder: PROGRAM_FOLDER,
    logFile: join(folder, "provider.log"),
  });
  const attached = server.env.PULUMI_DEBUG_PROVIDERS.split(",").filter((entry) =>
    missing.some(({ name }) => entry.startsWith(`${name}:`)),
  );
  return { ...server, env: { PULUMI_DEBUG_PROVIDERS: attached.join(",") } };
}

async function missingPlugins(command: PulumiCommand, progress: (line: string) => void) {
  const missing = PROVIDERS.filter(({ name, version }) => !officialPluginInstalled(name, version));
  if (missing.length === 0 || !(await internetReachable())) return missing;
  const workspace = await LocalWorkspace.create({ pulumiCommand: command });
  const failed: typeof PROVIDERS = [];
  for (const plugin of missing) {
    progress(`installing the official Pulumi plugin ${plugin.name} ${plugin.version}`);
    try {
      await workspace.installPlugin(plugin.name, `v${plugin.version}`);
    } catch (error) {
      progress(`the plugin ${plugin.name} could not be installed: ${(error as Error).message}`);
      failed.push(plugin);
    }
  }
  return failed;
}
