import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** Folder for everything that may be deleted and comes back: tools, the sandbox's state, charts. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { PULUMI_LGTM_CACHE: own, XDG_CACHE_HOME: shared } = environment;
  if (own !== undefined && own !== "") return resolve(own);
  const base = shared !== undefined && shared !== "" ? shared : join(homedir(), ".cache");
  return resolve(base, "pulumi-lgtm");
}
