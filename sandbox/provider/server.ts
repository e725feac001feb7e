import { type ChildProcess, spawn } from "node:child_process";
import {
  accessSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
} from "node:fs";
import { Socket } from "node:net";
import { homedir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";

export interface ProviderServerOptions {
  /** The file that names the one cluster which is touched. */
  kubeconfig: string;
  /** The helm program; by default PULUMI_LGTM_HELM, or one that is found or built when it is needed. */
  helm?: string;
  /** Where pulled charts are kept; by default in the cache folder. */
  chartCache?: string;
  /** Where relative paths of charts begin: the folder of the program. By default this project's. */
  folder?: string;
  /** What the server complains about goes here. */
  logFile: string;
}

export interface ProviderServer {
  /** For the engine's environment: attaches it to this server. */
  env: { PULUMI_DEBUG_PROVIDERS: string };
  pid: number;
  stop(): Promise<void>;
}

interface Ports {
  kubernetes: number;
  random: number;
}

const START_TIMEOUT_MS = 30_000;
const PROJECT = resolve(__dirname, "..", "..");

/** Starts the embedded provider as a process of its own, which ends with this one. */
export async function startProviderServer(options: ProviderServerOptions): Promise<ProviderServer> {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, "a", 0o600);
  const helm = options.helm === undefined ? [] : ["--helm", options.helm];
  const chartCache =
    options.chartCache === undefined ? [] : ["--chart-cache", resolve(options.chartCache)];
  const child = spawn(
    process.execPath,
    [
      "-r",
      join(PROJECT, "sandbox", "typescript.cjs"),
      join(__dirname, "main.ts"),
      "--kubeconfig",
      resolve(options.kubeconfig),
      ...helm,
      ...chartCache,
    ],
    {
      cwd: options.folder ?? PROJECT,
      // Standard input stays open for as long as this process lives: its end is what tells the child to go.
      stdio: ["pipe", "pipe", log],
    },
  );
  closeSync(log);
  try {
    const ports = await announced(child, options.logFile);
    letGo(child);
    return {
      env: {
        PULUMI_DEBUG_PROVIDERS: `kubernetes:${ports.kubernetes},random:${ports.random}`,
      },
      pid: child.pid ?? 0,
      stop: () => ended(child),
    };
  } catch (error) {
    await ended(child);
    throw error;
  }
}

/** Whether the engine finds the official plugin by itself; then it is used and the embedded provider is not. */
export function officialPluginInstalled(
  name: string,
  version?: string,
  env: NodeJS.ProcessEnv = process.env,
): boolean {
  const program = `pulumi-resource-${name}`;
  const onPath = (env.PATH ?? "").split(delimiter).some((folder) => {
    return folder !== "" && isProgram(join(folder, program));
  });
  if (onPath) return true;
  const plugins = join(env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "plugins");
  return pluginFolders(plugins, name, version).some((folder) =>
    isProgram(join(plugins, folder, program)),
  );
}

function pluginFolders(plugins: string, name: string, version: string | undefined): string[] {
  try {
    const entries = readdirSync(plugins);
    // A file of the same name with ".partial" says that its download never ended.
    return entries.filter(
      (entry) =>
        (version === undefined
          ? entry.startsWith(`resource-${name}-v`)
          : entry === `resource-${name}-v${version.replace(/^v/, "")}`) &&
        !entry.endsWith(".partial") &&
        !entry.endsWith(".lock") &&
        !entries.includes(`${entry}.partial`),
    );
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

/** The ports, from the first line that the server prints. */
async function announced(child: ChildProcess, logFile: string): Promise<Ports> {
  const { stdout } = child;
  if (stdout === null) throw new Error("the provider server was started without an output");
  return new Promise((resolvePorts, reject) => {
    const complain = (what: string): void => {
      reject(new Error(`the provider server ${what}: ${lastLine(logFile)} (log: ${logFile})`));
    };
    const timer = setTimeout(() => {
      complain(`did not start within ${START_TIMEOUT_MS / 1000} s`);
    }, START_TIMEOUT_MS);
    child.once("exit", (code, signal) => {
      clearTimeout(timer);
      complain(`ended with ${signal ?? `status ${code ?? "?"}`}`);
    });
    child.once("error", reject);
    createInterface({ input: stdout }).once("line", (line) => {
      clearTimeout(timer);
      resolvePorts(JSON.parse(line) as Ports);
    });
  });
}

/** Neither the child nor its pipes keep this process alive. */
function letGo(child: ChildProcess): void {
  child.unref();
  for (const pipe of [child.stdin, child.stdout]) {
    if (pipe instanceof Socket) pipe.unref();
  }
}

function lastLine(file: string): string {
  return readFileSync(file, "utf8").trim().split("\n").at(-1) ?? "";
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise<void>((resolveExit) => {
    child.once("exit", () => {
      resolveExit();
    });
  });
  child.ref();
  child.stdin?.end();
  const kill = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await exited;
  clearTimeout(kill);
}
