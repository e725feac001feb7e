import { PORTS } from "../../../components/shared/endpoints";
import {
  METRICS_ANNOTATIONS,
  profileAnnotation,
} from "../../../components/shared/scrape-annotations";
import type { Rendering } from "../../render/render";
import { type Flow, flowTo } from "./flow";
import { mapsIn, textAt } from "./lookup";
import type { Part } from "./parts";

/** What is collected of a pod, and the annotation that has its port. */
interface Collected {
  annotation: string;
  what: string;
}

/** What a collector looks for in the annotations of pods. */
const SCRAPED: Collected = { annotation: METRICS_ANNOTATIONS.port, what: "scrapes metrics" };
const PROFILED: Collected = {
  annotation: profileAnnotation("cpu", "port"),
  what: "fetches profiles",
};

/** Who is scraped, and whose profiles are fetched: by annotation of the pods, or because a scrape job names it. */
export function collectedFlows(parts: readonly Part[], rendering: Rendering): Flow[] {
  const scraper = parts.find(({ component }) => component.startsWith("Prometheus"));
  const profiler = parts.find(({ component }) => component === "AlloyAgent");
  return parts.flatMap((part) => [
    ...annotated(scraper, part, SCRAPED),
    ...(scraper ? targeted(scraper, part, rendering) : []),
    ...annotated(profiler, part, PROFILED),
  ]);
}

function annotated(
  collector: Part | undefined,
  part: Part,
  { annotation, what }: Collected,
): Flow[] {
  if (collector === undefined || collector === part) return [];
  const found = mapsIn([part.objects, part.releases]).flatMap(
    (map) => textAt(map, annotation) ?? [],
  );
  return [...new Set(found)].map((port) => collects(collector, part, Number(port), what));
}

/** The exporters that only exist to be scraped. */
function targeted(scraper: Part, part: Part, { plan }: Rendering): Flow[] {
  const targets = (plan.prometheus ?? plan.prometheusOperator)?.spec.targets;
  const { kubeStateMetrics, nodeExporter } = PORTS;
  if (part.component === "KubeStateMetrics" && targets?.kubeStateMetrics !== undefined) {
    return [collects(scraper, part, kubeStateMetrics.http, SCRAPED.what)];
  }
  if (part.component === "NodeExporter" && targets?.nodeExporter !== undefined) {
    return [collects(scraper, part, nodeExporter.http, SCRAPED.what)];
  }
  return [];
}

function collects(from: Part, to: Part, port: number, long: string): Flow {
  return flowTo(
    from.id,
    to.id,
    `each pod, port ${port}`,
    { kind: "collect", short: long, long },
    port,
  );
}
