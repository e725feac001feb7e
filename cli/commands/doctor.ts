import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { Command } from "commander";
import { ensureTool, findTool } from "../../sandbox/tools";
import { CommandError } from "../command-error";
import type { Diagnosis } from "../doctor/diagnosis";
import { examineReleases, remedyArgs } from "../doctor/examine";
import type { Cluster } from "../engine/cluster";
import { contextTarget, controlPlaneFolder, embeddedTarget } from "../engine/target";
import { type Environment, readEnvironment } from "../environments";
import { namespacesOf, renderEnvironment } from "../render/render";
import { shellLine } from "../shell-line";
import { type EngineOptions, engineCommand } from "./engine-options";

interface DoctorOptions extends EngineOptions {
  fix?: boolean;
}

/** Adds `doctor`: finds what a killed or failed run has left, and says how to mend it. */
export function addDoctorCommand(program: Command): void {
  program.addCommand(
    engineCommand(
      "doctor",
      "Find Helm releases that a killed or failed run has left half-finished, and print the commands that mend them.",
    )
      .option("--fix", "run these commands")
      .action(doctor),
  );
}

async function doctor(options: DoctorOptions): Promise<void> {
  const environment = readEnvironment(options.env);
  const namespaces = namespacesOf(await renderEnvironment(environment));
  const cluster = await clusterOf(options, environment);
  if (cluster === undefined) {
    console.log(`${environment.name} was never brought up here: there is nothing to look at`);
    return;
  }
  const found = await examineReleases(cluster, namespaces);
  if (found.length === 0) {
    console.log(
      `${environment.name}: no Helm release in ${namespaces.join(", ")} is half-finished`,
    );
    return;
  }
  for (const diagnosis of found) await report(diagnosis, cluster, options.fix === true);
  const left = options.fix === true ? await examineReleases(cluster, namespaces) : found;
  if (left.length === 0) {
    console.log(`${environment.name}: mended. Run up again: it goes on where it ended.`);
    return;
  }
  throw new CommandError(
    `${environment.name}: ${left.length} of its Helm releases must be mended before the next up.`,
  );
}

async function report(diagnosis: Diagnosis, cluster: Cluster, fix: boolean): Promise<void> {
  const args = remedyArgs(diagnosis, cluster);
  const helm = fix ? await ensureTool("helm", console.log) : ((await findTool("helm")) ?? "helm");
  console.log(`${diagnosis.release}: ${diagnosis.finding}`);
  console.log(`  mend it with: ${shellLine([helm, ...args])}`);
  if (fix) await run(helm, args);
}

async function run(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { stdio: "inherit" });
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    // Whether it helped is seen by looking again.
    child.once("exit", () => {
      resolve();
    });
  });
}

/** The embedded cluster is not made only to be looked at. */
async function clusterOf(
  options: EngineOptions,
  environment: Environment,
): Promise<Cluster | undefined> {
  const { name } = environment;
  if (options.context !== undefined) return contextTarget(name, options.context).cluster;
  if (!existsSync(controlPlaneFolder(name))) return undefined;
  return (await embeddedTarget(environment, console.log)).cluster;
}
