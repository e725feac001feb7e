import { type JsonObject, numberAt, stringAt } from "./json";
import { DEFAULT_TIMEOUT_S } from "./wait";

export interface ReleaseFiles {
  /** In the order in which helm merges them. */
  values: readonly string[];
}

/** Inputs that are flags of `helm upgrade` by another name. */
const FLAGS: Readonly<Record<string, string>> = {
  atomic: "--atomic",
  cleanupOnFail: "--cleanup-on-fail",
  createNamespace: "--create-namespace",
  dependencyUpdate: "--dependency-update",
  devel: "--devel",
  disableOpenapiValidation: "--disable-openapi-validation",
  disableWebhooks: "--no-hooks",
  forceUpdate: "--force",
  renderSubchartNotes: "--render-subchart-notes",
  resetValues: "--reset-values",
  reuseValues: "--reuse-values",
  skipCrds: "--skip-crds",
  takeOwnership: "--take-ownership",
  verify: "--verify",
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
    ...chartArgs(inputs),
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

/** What the release would render. Without --kube-version, helm assumes one that current charts refuse. */
export function templateArgs(
  inputs: JsonObject,
  files: ReleaseFiles,
  kubeVersion: string,
): string[] {
  return [
    "template",
    releaseName(inputs),
    ...chartArgs(inputs),
    "--namespace",
    releaseNamespace(inputs),
    ...valueArgs(files),
    "--kube-version",
    kubeVersion,
    ...(inputs.dependencyUpdate === true ? ["--dependency-update"] : []),
    "--include-crds",
  ];
}

export function chartArgs(inputs: JsonObject): string[] {
  return [
    stringAt(inputs, "chart") ?? "",
    ...option("--version", stringAt(inputs, "version")),
    ...option("--repo", stringAt(inputs, "repositoryOpts", "repo")),
    ...option("--username", stringAt(inputs, "repositoryOpts", "username")),
    ...option("--password", stringAt(inputs, "repositoryOpts", "password")),
    ...option("--ca-file", stringAt(inputs, "repositoryOpts", "caFile")),
    ...option("--cert-file", stringAt(inputs, "repositoryOpts", "certFile")),
    ...option("--key-file", stringAt(inputs, "repositoryOpts", "keyFile")),
    ...option("--keyring", stringAt(inputs, "keyring")),
  ];
}

export function releaseName(inputs: JsonObject): string {
  return stringAt(inputs, "name") ?? "";
}

export function releaseNamespace(inputs: JsonObject): string {
  return stringAt(inputs, "namespace") ?? "default";
}

function valueArgs(files: ReleaseFiles): string[] {
  return files.values.flatMap((file) => ["--values", file]);
}

function option(flag: string, value: string | undefined): string[] {
  return value === undefined ? [] : [flag, value];
}
