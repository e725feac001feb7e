import { type JsonObject, numberAt, stringAt } from "./json";
import { DEFAULT_TIMEOUT_S } from "./wait";

/** What helm is given besides the inputs. */
export interface ReleaseFiles {
  /** Folder or package of the chart. */
  chart: string;
  /** In the order in which they are merged. */
  values: readonly string[];
}

/** Inputs that are flags of `helm upgrade` by another name. */
const FLAGS: Readonly<Record<string, string>> = {
  atomic: "--atomic",
  cleanupOnFail: "--cleanup-on-fail",
  createNamespace: "--create-namespace",
  dependencyUpdate: "--dependency-update",
  disableOpenapiValidation: "--disable-openapi-validation",
  disableWebhooks: "--no-hooks",
  forceUpdate: "--force",
  renderSubchartNotes: "--render-subchart-notes",
  resetValues: "--reset-values",
  reuseValues: "--reuse-values",
  skipCrds: "--skip-crds",
  takeOwnership: "--take-ownership",
  waitForJobs: "--wait-for-jobs",
};

/** `helm upgrade --install` for a release: also what an interrupted first run is taken up with. */
export function upgradeArgs(
  inputs: JsonObject,
  files: ReleaseFiles,
  owner: string,
  timeoutS: number | undefined,
): string[] {
  const flags = Object.entries(FLAGS).flatMap(([key, flag]) =>
    inputs[key] === true ? [flag] : [],
  );
  const seconds = numberAt(inputs, "timeout") ?? timeoutS ?? DEFAULT_TIMEOUT_S;
  const history = numberAt(inputs, "maxHistory");
  return [
    "upgrade",
    releaseName(inputs),
    files.chart,
    "--install",
    "--namespace",
    releaseNamespace(inputs),
    ...valueArgs(files),
    ...flags,
    ...(inputs.skipAwait === true ? [] : ["--wait"]),
    "--timeout",
    `${seconds}s`,
    ...(history === undefined ? [] : ["--history-max", String(history)]),
    ...option("--description", stringAt(inputs, "description")),
    ...option("--post-renderer", stringAt(inputs, "postrender")),
    "--labels",
    `${OWNER_LABEL}=${owner}`,
    "--output",
    "json",
  ];
}

/** On the release's own record, as on objects: which resource made it. */
export const OWNER_LABEL = "pulumi-lgtm-urn-hash";

export function releaseName(inputs: JsonObject): string {
  return stringAt(inputs, "name") ?? "";
}

export function releaseNamespace(inputs: JsonObject): string {
  return stringAt(inputs, "namespace") ?? "default";
}

function valueArgs(files: ReleaseFiles): string[] {
  return files.values.flatMap((file) => ["--values", file]);
}

/** A flag, where it has a value. */
export function option(flag: string, value: string | undefined): string[] {
  return value === undefined ? [] : [flag, value];
}
