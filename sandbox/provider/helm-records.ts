import { OWNER_LABEL, releaseName, releaseNamespace } from "./helm-args";
import { type HelmCli, HelmFiles } from "./helm-cli";
import { type JsonObject, listAt, objectAt, parseJson, stringAt } from "./json";
import type { Session } from "./session";
import { objectId, urnHash } from "./urn";

/** The releases that helm has on record in a cluster. */
export class HelmRecords {
  constructor(private readonly helm: HelmCli) {}

  async find(
    session: Session,
    inputs: JsonObject,
    selector?: string,
  ): Promise<JsonObject | undefined> {
    const args = ["list", "--all", "--namespace", releaseNamespace(inputs), "--output", "json"];
    const filter = ["--filter", `^${releaseName(inputs)}$`];
    const labelled = selector === undefined ? [] : ["--selector", selector];
    const listed = await HelmFiles.use((files) =>
      this.helm.onCluster(session, [...args, ...filter, ...labelled], files),
    );
    const [release] = listAt({ releases: parseJson(listed) }, "releases");
    return release === undefined ? undefined : objectAt({ release }, "release");
  }

  /** A release of this name must be none, or one that this resource's interrupted run has left. */
  async refuseOthers(session: Session, inputs: JsonObject, urn: string): Promise<void> {
    const release = await this.find(session, inputs);
    if (release === undefined) return;
    const owned = await this.find(session, inputs, `${OWNER_LABEL}=${urnHash(urn)}`);
    if (owned === undefined) {
      const id = objectId(releaseNamespace(inputs), releaseName(inputs));
      throw new Error(
        `the Helm release ${id} already exists and was not made by this resource: uninstall it, choose another name, ` +
          `or take it over with the resource option import: "${id}"`,
      );
    }
    refusePending(inputs, release);
  }

  /** helm refuses a release whose last operation was killed, or still runs; nobody but a person can tell which. */
  async refuseUnfinished(session: Session, inputs: JsonObject): Promise<void> {
    refusePending(inputs, (await this.find(session, inputs)) ?? {});
  }
}

function refusePending(inputs: JsonObject, release: JsonObject): void {
  const state = stringAt(release, "status") ?? "";
  if (!state.startsWith("pending-")) return;
  const id = objectId(releaseNamespace(inputs), releaseName(inputs));
  const since = stringAt(release, "updated")?.replace(/\.\d+ .*/, "") ?? "?";
  throw new Error(
    `the Helm release ${id} is ${state} since ${since}: an earlier run was killed half-way, or one still runs. ` +
      "`npm run doctor` finds it and prints the command that mends it; then run this again",
  );
}

/** What the resource says of its release. */
export function releaseStatus(release: JsonObject): JsonObject {
  return {
    name: stringAt(release, "name") ?? "",
    namespace: stringAt(release, "namespace") ?? "",
    revision: Number(release.revision ?? 0),
    status: stringAt(release, "status") ?? "",
    chart: chartName(release),
    version: chartVersion(release),
    appVersion: stringAt(release, "app_version") ?? "",
  };
}

/** helm lists chart and version as one text: `loki-distributed-0.80.1`. */
export function chartName(release: JsonObject): string {
  return (stringAt(release, "chart") ?? "").replace(/-v?\d+\.\d+\.\d+.*$/, "");
}

export function chartVersion(release: JsonObject): string {
  return (stringAt(release, "chart") ?? "").slice(chartName(release).length + 1);
}
