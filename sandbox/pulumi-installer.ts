import { rm } from "node:fs/promises";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { SemVer } from "semver";
import type { Progress } from "./go-build";

const INSTALLER = "https://get.pulumi.com/install.sh";
/** A machine without internet must not wait for a name that never resolves. */
const REACHABLE_MILLISECONDS = 3_000;

/** Installs the official Pulumi CLI into `root`; false, quickly, where it cannot be reached. */
export async function installPulumi(
  root: string,
  version: string,
  progress: Progress,
): Promise<boolean> {
  if (!(await internetReachable())) {
    progress("pulumi: the official installer is not reachable from here");
    return false;
  }
  progress(`pulumi ${version}: running the official installer`);
  try {
    await PulumiCommand.install({ root, version: new SemVer(version), skipVersionCheck: true });
    return true;
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    progress(`pulumi: the official installer failed (${firstLine(error)})`);
    return false;
  }
}

/** Whether the places that Pulumi installs from can be reached. Known within three seconds. */
export async function internetReachable(): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(REACHABLE_MILLISECONDS);
    return (await fetch(INSTALLER, { method: "HEAD", signal })).ok;
  } catch {
    return false;
  }
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split("\n", 1)[0] ?? "";
}
