import { parse, stringify } from "yaml";
import { NOBODY } from "../loopback";
import { type DiscoveredPod, type StaticTarget, discoveredTargets } from "./discovered-pod";

interface Discovery {
  role: string;
  namespaces?: { names?: string[] };
  selectors?: { role: string; label?: string }[];
}

interface ScrapeJob {
  job_name: string;
  kubernetes_sd_configs?: Discovery[];
  static_configs?: StaticTarget[];
}

interface PrometheusFile {
  scrape_configs: ScrapeJob[];
}

/** Targets by the name of the job that scrapes them. */
type JobTargets = Readonly<Record<string, readonly StaticTarget[]>>;

/**
 * Puts a list of targets where a job asks Kubernetes, which is not here. Everything else stays, relabelling above all:
 * it sees the labels that discovery would have given. A job without a list finds nothing, and nobody who does not
 * run is scraped.
 */
export function withStaticTargets(text: string, targets: JobTargets): string {
  const file = parse(text) as PrometheusFile;
  const discovering = file.scrape_configs.filter((job) => job.kubernetes_sd_configs !== undefined);
  const unknown = Object.keys(targets).filter((n) => !discovering.some((j) => j.job_name === n));
  if (unknown.length > 0)
    throw new Error(`no job asks Kubernetes that is called ${unknown.join()}`);
  const scrape_configs = file.scrape_configs.map((job) => {
    const { kubernetes_sd_configs: discovery, static_configs, ...rest } = job;
    const found =
      discovery === undefined ? static_configs?.filter(isSomebody) : targets[job.job_name];
    return { ...rest, static_configs: found ?? [] };
  });
  return stringify({ ...file, scrape_configs }, { aliasDuplicateObjects: false });
}

/** What each job of the file would find among these pods. Nodes and endpoints are not here. Pure. */
export function jobTargets(text: string, pods: readonly DiscoveredPod[]): JobTargets {
  const { scrape_configs } = parse(text) as PrometheusFile;
  const lists = scrape_configs.flatMap(({ job_name, kubernetes_sd_configs = [] }) => {
    const found = kubernetes_sd_configs.flatMap((discovery) =>
      pods.filter((pod) => finds(discovery, pod)).flatMap(discoveredTargets),
    );
    return found.length === 0 ? [] : [[job_name, found] as const];
  });
  return Object.fromEntries(lists);
}

/** The file without what says where targets are: by this two files are told to be the same otherwise. */
export function withoutDiscovery(text: string): unknown {
  const file = parse(text) as PrometheusFile;
  const scrape_configs = file.scrape_configs.map((job) =>
    Object.fromEntries(
      Object.entries(job).filter(([key]) => !/^(kubernetes_sd|static)_configs$/.test(key)),
    ),
  );
  return { ...file, scrape_configs };
}

function isSomebody({ targets }: StaticTarget): boolean {
  return !targets.includes(NOBODY);
}

function finds({ role, namespaces, selectors = [] }: Discovery, pod: DiscoveredPod): boolean {
  if (role !== "pod") return false;
  if (namespaces?.names && !namespaces.names.includes(pod.namespace)) return false;
  return selectors.every(({ label }) => label === undefined || isLabelled(pod, label));
}

/** Whether the pod has the labels of a selector such as `app=a,tier=b`, the only kind that we render. */
function isLabelled({ labels }: DiscoveredPod, selector: string): boolean {
  return selector.split(",").every((term) => {
    const [key = "", value] = term.split("=");
    return labels[key] === value;
  });
}
