import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Script } from "../npm-script";
import type { Ended, Running } from "./ended";
import { EnginePlace, stopEnginePlaces } from "./engine-place";
import { UserMachine, removeUserMachines } from "./user-machine";

/** A user who has a cluster, and a context of that name in the kubeconfig. */
export class UserWithCluster {
  private constructor(
    readonly place: EnginePlace,
    readonly machine: UserMachine,
  ) {}

  /** For the suite in which it is called: gives it one at its beginning, and takes it away at its end. */
  static ofSuite(): () => UserWithCluster {
    let user: UserWithCluster;
    before(async function () {
      // The first run on a machine builds the programs.
      this.timeout(1_800_000);
      user = new UserWithCluster(await EnginePlace.start(), await UserMachine.create());
    });
    after(async () => {
      await stopEnginePlaces();
      await removeUserMachines();
    });
    return () => user;
  }

  /** Writes an environment's file, and returns its path. */
  write(name: string, config: object): string {
    const file = join(this.place.folder, `Pulumi.${name}.yaml`);
    writeFileSync(file, stringify({ config }));
    return file;
  }

  /** Runs `npm run SCRIPT` for an environment on the cluster. */
  run(script: Script, file: string, ...more: string[]): Promise<Ended> {
    return this.start(script, file, ...more).ended;
  }

  start(script: Script, file: string, ...more: string[]): Running {
    return this.machine.start(script, [...this.args(file), ...more], this.env);
  }

  /** What a command shows on a terminal, on which these keys are typed. */
  onTerminal(script: Script, file: string, keys: string): Promise<string> {
    return this.machine.onTerminal([script, ...this.args(file)], this.env, keys);
  }

  private args(file: string): string[] {
    return ["--env", file, "--context", "sandbox"];
  }

  private get env() {
    return { KUBECONFIG: this.place.plane.kubeconfig };
  }
}
