import { withoutSecrets } from "../shared/clear-secrets";
import { type Placement, type PlacementArgs, placementFields } from "../shared/component-args";
import { type SecretRef, secretRefField } from "../shared/credentials";
import { inFile, requiredPlainMap } from "../shared/plain-data";
import { boolean, dnsLabel, duration, quantity, text, url, workloadName } from "../shared/fields";
import { type Field, type Fields, listOf, object, optional, withDefault } from "../shared/shape";
import { type Duration, type Quantity, quantityValue } from "../shared/units";
import {
  type PersistenceArgs,
  type PersistenceSettings,
  type WorkloadArgs,
  type WorkloadSettings,
  persistenceFields,
  workloadFields,
} from "../shared/workload-args";
import type { ScrapeConfig } from "./scrape-config";
import { IN_CONFIG_MAP } from "./secret-files";

/** Exporters that Prometheus scrapes beside annotated pods and Kubernetes itself. */
export interface ScrapeTargets {
  /** URL of kube-state-metrics' metrics. Defaults to none, and no such job. */
  kubeStateMetrics?: string;
  /** Namespace and `app.kubernetes.io/name` of node-exporter's pods. Defaults to none, and no such job. */
  nodeExporter?: { namespace: string; name: string };
}

/** What you can say about Prometheus, whoever runs it. */
export interface ScraperArgs extends WorkloadArgs, PlacementArgs {
  /** How long this server itself keeps samples, at least 2h. Defaults to 1 day: the long term is the remote's. */
  retention?: Duration;
  /** Size of what it keeps, above which the oldest goes first. Defaults to four fifths of the volume. */
  retentionSize?: Quantity;
  /** Time between two scrapes of a target, at least 5s. Defaults to 30 seconds. */
  scrapeInterval?: Duration;
  /** Its volume. Defaults to 10Gi of the cluster's default class, retained. */
  persistence?: PersistenceArgs;
  /** Where every sample is written to as well, such as Mimir's push URL. Defaults to none. */
  remoteWriteUrl?: string;
  /** Name of the cluster: label `cluster` of everything that is sent. Defaults to "kubernetes". */
  cluster?: string;
  /** Name of the environment: label `deployment_environment` of everything that is sent. Defaults to "default". */
  environment?: string;
  /** Exporters to scrape. Defaults to none. */
  targets?: ScrapeTargets;
  /** More scrape jobs, as Prometheus takes them, each with a `job_name` of its own and secrets as files. Defaults to none. */
  extraScrapeConfigs?: ScrapeConfig[];
  /** Whether the kubelets' certificates are checked against the cluster's CA. Defaults to false: most sign their own. */
  verifyKubelets?: boolean;
  /** Whether others may write samples to this server. Defaults to false. */
  remoteWriteReceiver?: boolean;
  /** Secrets of yours for the configuration: their values are the files /etc/prometheus-secrets/NAME/KEY, for example of `password_file`. Defaults to none. */
  secrets?: SecretRef[];
}

/** The same with every default filled in. */
export interface ScraperSpec extends WorkloadSettings, Placement {
  retention: Duration;
  retentionSize?: Quantity;
  scrapeInterval: Duration;
  persistence: PersistenceSettings;
  remoteWriteUrl?: string;
  cluster: string;
  environment: string;
  targets: ScrapeTargets;
  extraScrapeConfigs: ScrapeConfig[];
  verifyKubelets: boolean;
  remoteWriteReceiver: boolean;
  secrets: SecretRef[];
}

/** The fields that read `ScraperArgs`. */
export function scraperFields(name: string): Fields<ScraperSpec> {
  return {
    ...placementFields(name),
    ...workloadFields({
      name: "prometheus",
      image: "prometheus",
      resources: { cpu: "200m", memory: "512Mi", memoryLimit: "2Gi" },
    }),
    // Blocks of two hours are what it deletes.
    retention: withDefault(duration({ min: "2h", example: "24h" }), "24h"),
    retentionSize: optional(quantity("8Gi")),
    scrapeInterval: withDefault(duration({ min: "5s", example: "30s" }), "30s"),
    persistence: persistenceFields("10Gi"),
    remoteWriteUrl: optional(url("http://mimir.monitoring.svc:8080/api/v1/push")),
    cluster: withDefault(text(), "kubernetes"),
    environment: withDefault(text(), "default"),
    targets: targetsField(),
    extraScrapeConfigs: withoutSecrets(
      listOf(requiredPlainMap<ScrapeConfig>(inFile(IN_CONFIG_MAP.write))),
      IN_CONFIG_MAP,
    ),
    verifyKubelets: withDefault(boolean(), false),
    remoteWriteReceiver: withDefault(boolean(), false),
    secrets: listOf(secretRefField({ name: "orders-metrics", key: "password" })),
  };
}

/** Prometheus' MB is 2^20 bytes. The write-ahead log and compaction need the last fifth of the volume. */
export function retentionMegabytes({ retentionSize, persistence }: ScraperSpec): number {
  const bytes = quantityValue(retentionSize ?? "") ?? 0.8 * (quantityValue(persistence.size) ?? 0);
  return Math.max(1, Math.floor(bytes / 2 ** 20));
}

function targetsField(): Field<ScrapeTargets> {
  return object<ScrapeTargets>({
    kubeStateMetrics: optional(url("http://kube-state-metrics.monitoring.svc:8080/metrics")),
    nodeExporter: optional(
      object<{ namespace: string; name: string }>({
        namespace: dnsLabel("monitoring-agents"),
        name: workloadName("node-exporter"),
      }),
    ),
  });
}
