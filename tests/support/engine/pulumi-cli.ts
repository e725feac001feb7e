import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { parseDocument } from "yaml";
import { providePlugins } from "../../../cli/engine/plugins";
import { PROJECT_ROOT } from "../../../cli/environments";
import { ensureTool } from "../../../sandbox/tools";
import { type Ended, type Running, ended } from "./ended";
import { makePulumiHome } from "./pulumi-home";

/** What `pulumi` itself reads of the project. */
const PROJECT_FILES = ["Pulumi.yaml", "Pulumi.dev.yaml", "package.json", "tsconfig.json"];
const PROJECT_FOLDERS = ["components", "stacks"];

const copies: PulumiCli[] = [];

/** The official command line in a copy of the project, because it writes into the stack's settings. */
export class PulumiCli {
  private constructor(
    readonly folder: string,
    private readonly pulumi: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  static async create(env: NodeJS.ProcessEnv): Promise<PulumiCli> {
    const pulumi = await ensureTool("pulumi");
    const folder = await mkdtemp(join(tmpdir(), "lgtm-pulumi-"));
    for (const name of [...PROJECT_FILES, ...PROJECT_FOLDERS]) {
      await cp(join(PROJECT_ROOT, name), join(folder, name), { recursive: true });
    }
    await symlink(join(PROJECT_ROOT, "node_modules"), join(folder, "node_modules"));
    await namePlugins(join(folder, "Pulumi.yaml"), pulumi);
    await mkdir(join(folder, "state"));
    const path = [dirname(pulumi), process.env.PATH ?? ""];
    if (!isOnPath("pulumi-language-nodejs")) path.unshift(await standIn(folder));
    const cli = new PulumiCli(folder, pulumi, {
      ...process.env,
      ...env,
      PATH: path.join(delimiter),
      PULUMI_HOME: await makePulumiHome(folder),
      PULUMI_BACKEND_URL: `file://${folder}/state`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    });
    copies.push(cli);
    return cli;
  }

  /** Runs `pulumi ARGS` and returns how it ended. */
  run(...args: string[]): Promise<Ended> {
    return this.start(args).ended;
  }

  /** Starts `pulumi ARGS` in a process group of its own, with more variables. */
  start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
    const child = spawn(this.pulumi, [...args, "--non-interactive", "--color", "never"], {
      cwd: this.folder,
      env: { ...this.env, ...env },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    return { process: child, ended: ended(child) };
  }

  /** Previews dev with other settings than those of the project. */
  async previewWith(change: (settings: string) => string): Promise<Ended> {
    const file = join(this.folder, "changed.yaml");
    const settings = await readFile(join(this.folder, "Pulumi.dev.yaml"), "utf8");
    await writeFile(file, change(settings));
    return this.run("preview", "--stack", "dev", "--config-file", file);
  }

  /** Changes a file of the copy. */
  async change(file: string, change: (text: string) => string): Promise<void> {
    const path = join(this.folder, file);
    await writeFile(path, change(await readFile(path, "utf8")));
  }
}

/** For `after` hooks. */
export async function removePulumiCopies(): Promise<void> {
  await Promise.all(
    copies.splice(0).map(({ folder }) => rm(folder, { recursive: true, force: true })),
  );
}

/** Where the released plugins cannot be had, the project names those that stand in for them. */
async function namePlugins(project: string, pulumi: string): Promise<void> {
  const command = await PulumiCommand.get({
    root: dirname(dirname(pulumi)),
    skipVersionCheck: true,
  });
  const providers = await providePlugins(command, () => undefined);
  if (providers.length === 0) return;
  const document = parseDocument(await readFile(project, "utf8"));
  document.set("plugins", { providers });
  await writeFile(project, document.toString());
}

function isOnPath(program: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** A folder with our stand-in under the name by which the CLI looks for the official language host. */
async function standIn(folder: string): Promise<string> {
  const bin = join(folder, "bin");
  await mkdir(bin);
  const script = join(bin, "pulumi-language-nodejs");
  const register = join(PROJECT_ROOT, "node_modules", "ts-node", "register");
  await writeFile(
    script,
    `#!/bin/sh
export TS_NODE_TRANSPILE_ONLY=true TS_NODE_PROJECT='${join(PROJECT_ROOT, "tsconfig.json")}'
exec '${process.execPath}' -r '${register}' '${join(__dirname, "language-host.ts")}' "$@"
`,
  );
  await chmod(script, 0o755);
  return bin;
}
