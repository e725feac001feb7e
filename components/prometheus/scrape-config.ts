import type { ConfigValue } from "../shared/merge";
import type { RelabelRule } from "./relabel";

/** One scrape job, as Prometheus' configuration takes it. */
export type ScrapeConfig = {
  /** Its name, which no other job has; also the label `job` unless the targets bring their own. */
  job_name: string;
  relabel_configs?: readonly RelabelRule[];
  metric_relabel_configs?: readonly RelabelRule[];
  [key: string]: ConfigValue | undefined;
};
