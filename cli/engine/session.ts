import { basename, dirname, join } from "node:path";
import { LocalWorkspace, PulumiCommand, type Stack } from "@pulumi/pulumi/automation";
import { ensureTool } from "../../sandbox/tools";
import { program } from "../../stacks/program";
import { type Environment, projectName } from "../environments";
import type { Backend } from "./backend";
import type { Cluster } from "./cluster";
import { separateConnections } from "./connections";
import { refuseOtherContext } from "./other-context";
import { recoverCheckpoint } from "./checkpoint";
import { type PendingOperation, pendingOperations, takeOverAfterKill } from "./killed-run";
import { endOrphanedPlugins, engineMark } from "./plugin-processes";
import { prepareProjectFolder } from "./project-folder";
import { providePlugins } from "./plugins";
import { type StateResource, resourcesIn } from "./resource-tree";
import { releaseDeadLock } from "./stack-lock";

export interface SessionOptions {
  environment: Environment;
  cluster: Cluster;
  backend: Backend;
  /** Folder for the engine's files of this environment. */
  folder: string;
  /** The program to run. Defaults to the one of `stacks/`. */
  program?: () => unknown;
  /** Told what is going on before the engine starts. */
  progress: (line: string) => void;
}

/** An environment's stack, ready for the engine. */
export interface Session {
  stack: Stack;
  /** What the last run was doing when it was killed. */
  pending: readonly PendingOperation[];
  /** What the state had when the session was opened. */
  resources: readonly StateResource[];
}

/** Opens the stack of an environment: engine, plugins and settings. Nothing is changed yet. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { environment, cluster, backend, folder, progress } = options;
  separateConnections();
  const pulumiCommand = await pulumiAt(await ensureTool("pulumi", progress));
  const project = join(folder, "project");
  prepareProjectFolder(project, environment, {
    plugins: await providePlugins(pulumiCommand, progress),
    keepProviderConfig: cluster.context !== undefined,
  });
  await recoverCheckpoint(backend, projectName(), environment.name, progress);
  const stack = await LocalWorkspace.createOrSelectStack(
    {
      projectName: projectName(),
      stackName: environment.name,
      program: () => Promise.resolve((options.program ?? program)()) as Promise<object>,
    },
    {
      workDir: project,
      pulumiCommand,
      envVars: {
        ...backend.env,
        ...engineMark(folder),
        KUBECONFIG: cluster.kubeconfig,
        PULUMI_SKIP_UPDATE_CHECK: "true",
        // The CLI that builds from source is some versions behind the SDK, and serves it all the same.
        PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: "true",
      },
    },
  );
  // Each export is a run of the CLI: one is enough for all who look before anything changes.
  const exported = await stack.exportStack();
  const resources = resourcesIn(exported);
  if (cluster.context !== undefined) {
    await refuseOtherContext(stack, cluster.context, resources);
    await stack.setConfig("kubernetes:context", { value: cluster.context });
  }
  await releaseDeadLock(stack, backend, progress);
  endOrphanedPlugins(folder, progress);
  const pending = await pendingOperations(stack, exported);
  takeOverAfterKill(stack, pending, progress);
  return { stack, pending, resources };
}

/** The CLI at this path. One on PATH that is in no `bin` folder is found by its name. */
function pulumiAt(path: string): Promise<PulumiCommand> {
  const inBin = basename(dirname(path)) === "bin";
  return PulumiCommand.get({
    ...(inBin && { root: dirname(dirname(path)) }),
    skipVersionCheck: true,
  });
}
