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
import { prepareProjectFolder } from "./project-folder";
import { attachProviders } from "./providers";
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
  close(): Promise<void>;
}

/** Opens the stack of an environment: engine, providers and settings. Nothing is changed yet. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { environment, cluster, backend, folder, progress } = options;
  separateConnections();
  const pulumiCommand = await pulumiAt(await ensureTool("pulumi", progress));
  const project = join(folder, "project");
  prepareProjectFolder(project, environment, cluster.context !== undefined);
  await recoverCheckpoint(backend, projectName(), environment.name, progress);
  const providers = await attachProviders(cluster, folder, pulumiCommand, progress);
  try {
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
          ...providers?.env,
          KUBECONFIG: cluster.kubeconfig,
          PULUMI_SKIP_UPDATE_CHECK: "true",
          // The CLI that builds from source is some versions behind the SDK, and serves it all the same.
          PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: "true",
        },
      },
    );
    if (cluster.context !== undefined) {
      await refuseOtherContext(stack, cluster.context);
      await stack.setConfig("kubernetes:context", { value: cluster.context });
    }
    await releaseDeadLock(stack, backend, progress);
    return { stack, close: async () => providers?.stop() };
  } catch (error) {
    await providers?.stop();
    throw error;
  }
}

/** The CLI at this path. One on PATH that is in no `bin` folder is found by its name. */
function pulumiAt(path: string): Promise<PulumiCommand> {
  const inBin = basename(dirname(path)) === "bin";
  return PulumiCommand.get({
    ...(inBin && { root: dirname(dirname(path)) }),
    skipVersionCheck: true,
  });
}
