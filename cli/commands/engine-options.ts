import { Command } from "commander";
import { type Environment, readEnvironment } from "../environments";
import { type Session, openSession } from "../engine/session";
import { type Rendering, renderEnvironment } from "../render/render";
import { type Target, contextTarget, embeddedTarget } from "../engine/target";

/** What every command that talks to the engine takes. */
export interface EngineOptions {
  env: string;
  context?: string;
}

/** A command with `--env` and `--context`. */
export function engineCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option("--env <name>", "environment: NAME of Pulumi.NAME.yaml, or a path", "dev")
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

/** The same, but what is wrong with the configuration is told before a cluster is started for it. */
export async function withCheckedSession<T>(
  options: EngineOptions,
  work: (place: CheckedWorkplace) => Promise<T>,
): Promise<T> {
  const rendering = await renderEnvironment(readEnvironment(options.env));
  const charts = rendering.releases.length > 0;
  return withSession(options, (place) => work({ ...place, rendering }), { charts });
}

/** Opens the session that the options name, runs `work`, and closes it again whatever happens. */
export async function withSession<T>(
  options: EngineOptions,
  work: (place: Workplace) => Promise<T>,
  needs: { charts?: boolean } = {},
): Promise<T> {
  const environment = readEnvironment(options.env);
  const progress = (line: string) => {
    console.log(line);
  };
  const target = options.context
    ? contextTarget(environment.name, options.context)
    : await embeddedTarget(environment, progress, needs);
  const session = await openSession({ ...target, environment, progress });
  try {
    return await work({ environment, target, session });
  } finally {
    await session.close();
  }
}
