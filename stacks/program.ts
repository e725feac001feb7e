import * as pulumi from "@pulumi/pulumi";
import { LgtmStack } from "../components/lgtm-stack";
import type { LgtmStackArgs } from "../components/stack/stack-args";
import { type StackPlan, planStack } from "../components/stack/plan";
import { Problems } from "../components/shared/problems";
import { configPlace, currentConfig, readArgs } from "./config";
import { fromProgramFolder, inProgramFolder } from "./program-folder";

/** Name of the stack's root component, and the first part of every resource's name. */
export const STACK_NAME = "lgtm";

/**
 * Deploys the environment that the stack's configuration describes, and returns the stack's outputs. `hear` is told what
 * the environment comes to, before anything of it exists.
 */
export function program(hear?: (plan: StackPlan) => void) {
  return inProgramFolder(() => {
    const { args, plan } = readStack();
    hear?.(plan);
    const stack = new LgtmStack(STACK_NAME, args);
    const { namespace, agentsNamespace, endpoints, secrets, dataSourceUids } = stack;
    return { namespace, agentsNamespace, endpoints, secrets, dataSourceUids };
  });
}

function readStack(): { args: LgtmStackArgs; plan: StackPlan } {
  const problems = new Problems();
  const written = readArgs(currentConfig(), configPlace(problems));
  const charts = fromProgramFolder(written.charts) as LgtmStackArgs["charts"];
  const args: LgtmStackArgs = { ...written, ...(charts && { charts }) };
  // With the paths of the configuration file, and together with what is wrong in the file itself.
  const plan = planStack(STACK_NAME, args, configPlace(problems));
  problems.throwIfAny(`Configuration of ${pulumi.getProject()}/${pulumi.getStack()}`);
  return { args, plan };
}
