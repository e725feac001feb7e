import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "../../../sandbox/cache-folder";
import { stopControlPlane } from "../../../sandbox/control-plane";
import { type Script, spawnInProject, startScript } from "../npm-script";
import { onTerminal } from "../terminal";
import { type Ended, type Running, ended } from "./ended";
import { makePulumiHome } from "./pulumi-home";

const machines: UserMachine[] = [];

/** A home with nothing in it but the built programs, in which the project's npm scripts run as a user runs them. */
export class UserMachine {
  private constructor(readonly home: string) {}

  static async create(): Promise<UserMachine> {
    const machine = new UserMachine(await mkdtemp(join(tmpdir(), "lgtm-user-")));
    machines.push(machine);
    await mkdir(machine.cache);
    await symlink(join(cacheFolder(), "tools"), join(machine.cache, "tools"));
    await makePulumiHome(machine.home);
    return machine;
  }

  get cache(): string {
    return join(this.home, "cache");
  }

  /** Starts `npm run SCRIPT -- ARGS` in a process group of its own. */
  start(script: Script, args: readonly string[], env: NodeJS.ProcessEnv): Running {
    return startScript(script, args, { ...this.environment(), ...env });
  }

  /** Starts any command in the project's folder, in a process group of its own. */
  command(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
    const child = spawnInProject(program, args, { ...this.environment(), ...env });
    return { process: child, ended: ended(child) };
  }

  run(script: Script, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return this.start(script, args, env).ended;
  }

  /** What a command shows on a terminal, on which these keys are typed. */
  onTerminal(words: readonly string[], env: NodeJS.ProcessEnv, keys: string): Promise<string> {
    return onTerminal(words, { ...this.environment(), ...env }, keys);
  }

  /** Ours, without what belongs to the user who runs the tests. */
  environment(): NodeJS.ProcessEnv {
    const kept = Object.entries(process.env).filter(
      ([name]) => !/^(PULUMI_|KUBECONFIG$|XDG_|TS_NODE_)/.test(name),
    );
    return {
      ...Object.fromEntries(kept),
      HOME: this.home,
      PULUMI_HOME: join(this.home, ".pulumi"),
      PULUMI_LGTM_CACHE: this.cache,
    };
  }
}

/** For `after` hooks: nothing outlives a suite, the embedded cluster included. */
export async function removeUserMachines(): Promise<void> {
  await Promise.all(
    machines.splice(0).map(async (machine) => {
      await stopControlPlane(join(machine.cache, "sandbox", "dev", "cluster"));
      await rm(machine.home, { recursive: true, force: true });
    }),
  );
}
