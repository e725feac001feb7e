import { Command } from "commander";
import { toItsEnd } from "../command-line/closed-output";
import { interruptible } from "../command-line/interruption";
import { type Environment, readEnvironment } from "../environments";
import { alone } from "../engine/alone";
import { type Session, openSession } from "../engine/session";
import { type Rendering, renderEnvironment } from "../render/render";
import { ENV_OPTION } from "./env-option";
import { type Target, contextTarget, embeddedTarget, stackLockFile } from "../engine/target";
import { whatIsLeft } from "../engine/what-is-left";

/** What every command that talks to the engine takes. */
export interface EngineOptions {
  env: string;
  context?: string;
}

/** A command with `--env` and `--context`. */
export function engineCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option(...ENV_OPTION)
    .option(
      "--context <name>",
      "context of your kubeconfig; without it only the embedded cluster is ever touched",
    );
}

/** What a command works on. */
export interface Workplace {
  environment: Environment;
  target: Target;
  session: Session;
}

/** The same with everything that the environment consists of. */
export interface CheckedWorkplace extends Workplace {
  rendering: Rendering;
}

/**
 * The same, but what is wrong with the configuration is told before a cluster is started for it. `rendered` gets to
 * see before that what the configuration comes to.
 */
export async function withCheckedSession<T>(
  options: EngineOptions,
  work: (place: CheckedWorkplace) => Promise<T>,
  rendered?: (rendering: Rendering) => Promise<void>,
): Promise<T> {
  const environment = readEnvironment(options.env);
  const rendering = await renderEnvironment(environment);
  await rendered?.(rendering);
  const charts = rendering.releases.length > 0;
  const checked = (place: Workplace) => work({ ...place, rendering });
  return withSession(environment, options.context, checked, charts);
}

/** Opens the session of an environment, and runs `work`. */
async function withSession<T>(
  environment: Environment,
  context: string | undefined,
  work: (place: Workplace) => Promise<T>,
  charts: boolean,
): Promise<T> {
  const { name } = environment;
  const progress = (line: string) => {
    console.log(line);
  };
  const inSession = async () => {
    const target =
      context === undefined
        ? await embeddedTarget(environment, progress, { charts })
        : contextTarget(name, context);
    const session = await openSession({ ...target, environment, progress });
    return work({ environment, target, session });
  };
  return interruptible(
    () => alone(name, stackLockFile(name, context), progress, () => toItsEnd(inSession)),
    () => whatIsLeft(environment, context),
  );
}
