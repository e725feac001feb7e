import { accessSync, constants, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import kubernetesSdk from "@pulumi/kubernetes/package.json";
import { LocalWorkspace, type PulumiCommand } from "@pulumi/pulumi/automation";
import randomSdk from "@pulumi/random/package.json";
import { pluginsReachable } from "../../sandbox/programs/fetch";
import { type ToolName, ensureTool } from "../../sandbox/tools";

/** The plugins that the program needs, in the versions that the SDKs were made for. */
const PLUGINS = [
  { name: "kubernetes", version: kubernetesSdk.version },
  { name: "random", version: randomSdk.version },
] as const;
type Plugin = (typeof PLUGINS)[number];

/** Serves what the package deploys of `random`. */
const RANDOM_PLUGIN = join(__dirname, "..", "..", "sandbox", "random-plugin");

/** A plugin that the engine would not find by itself: Pulumi.yaml names its folder. */
export interface ProjectPlugin {
  name: string;
  path: string;
}

/** The programs that have to be got because the official plugins are not here and cannot be downloaded. */
export async function pluginTools(): Promise<ToolName[]> {
  const missing = missingPlugins().some(({ name }) => name === "kubernetes");
  return missing && !(await pluginsReachable()) ? ["pulumi-resource-kubernetes"] : [];
}

/**
 * Makes the plugins available to the engine. The released ones are used where they are installed or can be. On a machine
 * without internet the official Kubernetes provider is built from its Go module, and a small plugin of ours stands in
 * for `random`. They are not installed where Pulumi keeps plugins: other projects of this user get the released ones.
 */
export async function providePlugins(
  command: PulumiCommand,
  progress: (line: string) => void,
): Promise<ProjectPlugin[]> {
  const missing = await installPlugins(missingPlugins(), command, progress);
  return Promise.all(
    missing.map(async ({ name }) => ({
      name,
      path:
        name === "random"
          ? RANDOM_PLUGIN
          : dirname(await ensureTool("pulumi-resource-kubernetes", progress)),
    })),
  );
}

/** Installs the released plugins. Returns those that cannot be had. */
async function installPlugins(
  missing: readonly Plugin[],
  command: PulumiCommand,
  progress: (line: string) => void,
): Promise<readonly Plugin[]> {
  if (missing.length === 0 || !(await pluginsReachable())) return missing;
  const workspace = await LocalWorkspace.create({ pulumiCommand: command });
  const failed: Plugin[] = [];
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

function missingPlugins(): readonly Plugin[] {
  return PLUGINS.filter(({ name, version }) => !pluginInstalled(name, version));
}

/** Whether the engine finds the released plugin by itself. */
export function pluginInstalled(
  name: string,
  version: string,
  env: NodeJS.ProcessEnv = process.env,
): boolean {
  const program = `pulumi-resource-${name}`;
  const path = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  if (path.some((folder) => isProgram(join(folder, program)))) return true;
  const plugins = join(env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "plugins");
  const folder = `resource-${name}-v${version}`;
  // A file of the same name with ".partial" says that its download never ended.
  return (
    !entriesOf(plugins).includes(`${folder}.partial`) && isProgram(join(plugins, folder, program))
  );
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No plugin was ever installed.
    return [];
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
