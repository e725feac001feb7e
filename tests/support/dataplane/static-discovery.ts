import { parse, stringify } from "yaml";

/** What a discovery would find: an address and the labels that it gives, `__meta_…` ones too. */
export interface StaticTarget {
  targets: readonly string[];
  labels: Readonly<Record<string, string>>;
}

interface PrometheusFile {
  scrape_configs: { job_name: string; kubernetes_sd_configs?: unknown }[];
}

/**
 * Puts a list of targets where a job asks Kubernetes, which is not here. Everything else stays, relabelling above all:
 * it sees the labels that discovery would have given. A job without a list finds nothing.
 */
export function withStaticTargets(
  text: string,
  targets: Readonly<Record<string, readonly StaticTarget[]>>,
): string {
  const file = parse(text) as PrometheusFile;
  const discovering = file.scrape_configs.filter((job) => job.kubernetes_sd_configs !== undefined);
  const unknown = Object.keys(targets).filter((n) => !discovering.some((j) => j.job_name === n));
  if (unknown.length > 0)
    throw new Error(`no job asks Kubernetes that is called ${unknown.join()}`);
  const scrape_configs = file.scrape_configs.map((job) => {
    const { kubernetes_sd_configs: discovery, ...rest } = job;
    return discovery === undefined ? job : { ...rest, static_configs: targets[job.job_name] ?? [] };
  });
  return stringify({ ...file, scrape_configs }, { aliasDuplicateObjects: false });
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
