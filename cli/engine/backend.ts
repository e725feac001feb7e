import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { CommandError } from "../command-error";

/** Where the engine keeps the state, and how its secrets are encrypted there. */
export interface Backend {
  /** For messages. */
  description: string;
  env: Record<string, string>;
}

/** Folder for what must not be lost: the state of real clusters when it is kept on this machine. */
export function stateFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_STATE_HOME ?? join(homedir(), ".local", "state"), "pulumi-lgtm");
}

/** The backend that the user is logged in to, or else a folder. */
export function userBackend(folder: string, env: NodeJS.ProcessEnv = process.env): Backend {
  const current = env.PULUMI_BACKEND_URL ?? loggedInTo(env);
  if (current !== undefined) return { description: current, env: {} };
  if (env.PULUMI_ACCESS_TOKEN) return { description: "Pulumi Cloud", env: {} };
  return folderBackend(folder, env);
}

/** A backend in a folder of its own, whatever the user is logged in to. */
export function folderBackend(folder: string, env: NodeJS.ProcessEnv = process.env): Backend {
  const state = join(folder, "state");
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const ownPassphrase =
    env.PULUMI_CONFIG_PASSPHRASE !== undefined || env.PULUMI_CONFIG_PASSPHRASE_FILE !== undefined;
  return {
    description: state,
    env: {
      PULUMI_BACKEND_URL: pathToFileURL(state).href,
      ...(!ownPassphrase && {
        PULUMI_CONFIG_PASSPHRASE: keptPassphrase(join(folder, "passphrase")),
      }),
    },
  };
}

/** Encrypts the secrets in a state that nobody gave a passphrase for. */
function keptPassphrase(file: string): string {
  if (!existsSync(file))
    writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600 });
  return readFileSync(file, "utf8");
}

function loggedInTo(env: NodeJS.ProcessEnv): string | undefined {
  const file = join(env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "credentials.json");
  if (!existsSync(file)) return undefined;
  try {
    const { current } = JSON.parse(readFileSync(file, "utf8")) as { current?: string };
    return current === "" ? undefined : current;
  } catch (error) {
    throw new CommandError(
      `${file}, which says where Pulumi keeps its state, cannot be read: ${(error as Error).message}. ` +
        "Run `pulumi login` again, or name the backend by PULUMI_BACKEND_URL.",
    );
  }
}
