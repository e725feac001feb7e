import { readPin } from "../tool-pin";
import { toolCatalog } from "../tool-catalog";
import { option, type ReleaseFiles, releaseName, releaseNamespace } from "./helm-args";
import { type HelmCli, HelmFiles } from "./helm-cli";
import { valueFiles } from "./helm-values";
import { type JsonObject, listAt, stringAt } from "./json";
import type { Session } from "./session";

/** A preview is not worth a longer wait: the chart renders without the cluster, too. */
const CLUSTER_TIMEOUT_MS = 5_000;

/** What a cluster can do, as charts ask for it. */
interface Capabilities {
  version: string;
  apiVersions: readonly string[];
  /** Whether the cluster answered; otherwise a plain one of the pinned version is assumed. */
  live: boolean;
}

export interface TemplateOptions {
  /** Let the chart look up objects of the cluster. */
  lookups: boolean;
  hooks: boolean;
  crds: boolean;
}

/** What a chart makes of its values, as text. A cluster is asked what it can do, but need not answer. */
export async function renderChart(
  helm: HelmCli,
  session: Session,
  { inputs, chart }: { inputs: JsonObject; chart: string },
  options: TemplateOptions,
): Promise<string> {
  const able = await capabilities(session);
  return HelmFiles.use(async (files) => {
    const values = await valueFiles(inputs, files);
    const args = templateArgs(inputs, { chart, values }, able, options);
    if (!options.lookups || !able.live) return helm.run(args);
    return helm.onCluster(session, [...args, "--dry-run=server"], files);
  });
}

export function templateArgs(
  inputs: JsonObject,
  files: ReleaseFiles,
  able: Pick<Capabilities, "version" | "apiVersions">,
  options: Pick<TemplateOptions, "hooks" | "crds">,
): string[] {
  return [
    "template",
    releaseName(inputs),
    files.chart,
    "--namespace",
    releaseNamespace(inputs),
    ...files.values.flatMap((file) => ["--values", file]),
    // Without it, helm assumes one that current charts refuse.
    "--kube-version",
    able.version,
    ...able.apiVersions.flatMap((each) => ["--api-versions", each]),
    ...(inputs.dependencyUpdate === true ? ["--dependency-update"] : []),
    ...option("--post-renderer", stringAt(inputs, "postrender")),
    ...listAt(inputs, "postRendererArgs").flatMap((arg) =>
      typeof arg === "string" ? ["--post-renderer-args", arg] : [],
    ),
    ...(options.crds ? ["--include-crds"] : []),
    ...(options.hooks ? [] : ["--no-hooks"]),
  ];
}

async function capabilities({ api }: Session): Promise<Capabilities> {
  try {
    const signal = AbortSignal.timeout(CLUSTER_TIMEOUT_MS);
    const version = await api.cluster.request({ method: "GET", path: "/version", signal });
    const apiVersions = await api.discovery.everything();
    return { version: stringAt(version, "gitVersion") ?? "", apiVersions, live: true };
  } catch {
    return { version: await pinnedVersion(), apiVersions: [], live: false };
  }
}

/** That of the embedded cluster. */
async function pinnedVersion(): Promise<string> {
  const tool = toolCatalog["kube-apiserver"];
  if (tool.kind !== "built") throw new Error("the kube-apiserver must be pinned under tools/");
  return `v${(await readPin(tool)).version}`;
}
