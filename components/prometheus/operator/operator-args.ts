import { type ChartSettings, type ChartsArgs, chartsField } from "../../shared/charts";
import { boolean, dnsLabel, integer, oneOf, text, url, workloadName } from "../../shared/fields";
import type { Config } from "../../shared/merge";
import { IN_VALUES, plainMap } from "../../shared/plain-data";
import type { Place } from "../../shared/place";
import { type Field, listOf, object, optional, withDefault } from "../../shared/shape";
import { WIRED_NAMES, refuseWired } from "../../shared/wired";
import { zonesField } from "../../shared/zones";
import { checkScraper } from "../check-scraper";
import { type ScraperArgs, type ScraperSpec, scraperFields } from "../scraper-args";

/** Who brings the operator's kinds (CRDs). */
export const OperatorCrds = {
  /** We, by a chart of their own. They stay when the stack goes, and with them everything of these kinds in the cluster. */
  Managed: "managed",
  /** Somebody else, before. */
  External: "external",
} as const;
export type OperatorCrds = (typeof OperatorCrds)[keyof typeof OperatorCrds];

/** Who checks rules before the API server takes them. */
export const AdmissionWebhooks = {
  /** Nobody: a rule that Prometheus cannot read is left out by the operator. */
  None: "none",
  /** The operator, with a certificate that cert-manager makes. */
  CertManager: "cert-manager",
} as const;
export type AdmissionWebhooks = (typeof AdmissionWebhooks)[keyof typeof AdmissionWebhooks];

/** A Service whose pods are scraped by a ServiceMonitor and no longer by their annotations. */
export interface MonitoredService {
  /** Name of the Service, and the value of its label `app.kubernetes.io/name`. */
  name: string;
  /** Namespace of the Service. */
  namespace: string;
  /** Name of the port. */
  port: string;
  /** Path of the metrics. Defaults to "/metrics". */
  path?: string;
}

/** What you can say about Prometheus run by its operator. */
export interface PrometheusOperatorArgs extends ScraperArgs {
  /** Number of replicas, which all scrape everything; of what they send, Mimir takes that of one. Defaults to 2. */
  replicas?: number;
  /** Zones of the nodes, none or at least three: replicas are kept in different ones. Defaults to none: they are kept apart where the cluster can. */
  zones?: string[];
  /** Where alerts go, such as Mimir's Alertmanager. Defaults to none. */
  alertmanagerUrl?: string;
  /** Who brings the operator's CRDs: "managed" or "external". Defaults to "managed". */
  crds?: OperatorCrds;
  /** Who checks rules before they are taken: "none" or "cert-manager". Defaults to "none". */
  admissionWebhooks?: AdmissionWebhooks;
  /** Whether there are the chart's recording rules and alerts for Kubernetes, nodes and Prometheus itself. Defaults to true. */
  rules?: boolean;
  /** Services that get a ServiceMonitor instead of being scraped by annotation. Defaults to none. */
  serviceMonitors?: MonitoredService[];
  /** Where charts come from and how they are installed. Defaults to Helm releases from the official repositories. */
  charts?: ChartsArgs;
  /** Laid over the values of kube-prometheus-stack as the last thing. Defaults to nothing. */
  values?: Config;
}

/** The same with every default filled in. */
export interface PrometheusOperatorSpec extends ScraperSpec {
  replicas: number;
  zones: string[];
  alertmanagerUrl?: string;
  crds: OperatorCrds;
  admissionWebhooks: AdmissionWebhooks;
  rules: boolean;
  serviceMonitors: Required<MonitoredService>[];
  charts: ChartSettings;
  values?: Config;
}

/** The chart cuts longer names off, and then nothing is where it is looked for. */
const LONGEST_NAME = 26;

/** Reads and checks the args. */
export function resolvePrometheusOperator(
  name: string,
  args: unknown,
  place: Place,
): PrometheusOperatorSpec {
  const spec = object<PrometheusOperatorSpec>({
    ...scraperFields(name),
    replicas: withDefault(integer({ min: 1 }), 2),
    zones: zonesField(),
    alertmanagerUrl: optional(url("http://mimir.monitoring.svc.cluster.local:8080/alertmanager")),
    crds: withDefault(oneOf(Object.values(OperatorCrds)), OperatorCrds.Managed),
    admissionWebhooks: withDefault(oneOf(Object.values(AdmissionWebhooks)), AdmissionWebhooks.None),
    rules: withDefault(boolean(), true),
    serviceMonitors: serviceMonitorsField(),
    charts: chartsField(),
    values: plainMap(IN_VALUES),
  }).read(args, place);
  checkScraper(spec, place);
  checkName(spec, place.at("name"));
  refuseWired(WIRED_NAMES, spec.values, place.at("values"));
  return spec;
}

function serviceMonitorsField(): Field<Required<MonitoredService>[]> {
  const services = listOf(
    object<Required<MonitoredService>>({
      name: workloadName("orders"),
      namespace: dnsLabel("shop"),
      port: text({
        pattern: /^(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?$/,
        allowed:
          "the name of a port: 1 to 15 lower-case letters, digits and single dashes, a letter among them and no dash at either end",
        example: "http",
      }),
      path: withDefault(
        text({
          pattern: /^\/\S*$/,
          allowed: "a path that begins with / and has no blanks",
          example: "/metrics",
        }),
        "/metrics",
      ),
    }),
  );
  return {
    read(value, place) {
      const read = services.read(value, place);
      if (!place.isBad) refuseTwins(read, place);
      return read;
    },
  };
}

function refuseTwins(services: MonitoredService[], place: Place): void {
  for (const [i, { name, namespace }] of services.entries()) {
    const first = services.findIndex((s) => s.name === name && s.namespace === namespace);
    if (first === i) continue;
    place.at(i).at("name").refuse(name, "one owner of one target: each Service once", "another");
  }
}

function checkName({ name }: PrometheusOperatorSpec, place: Place): void {
  if (name.length <= LONGEST_NAME || place.isBad) return;
  const allowed = `at most ${LONGEST_NAME} characters, after which its chart cuts names off`;
  place.refuse(name, allowed, `"${name.slice(0, LONGEST_NAME).replace(/-+$/, "")}"`);
}
