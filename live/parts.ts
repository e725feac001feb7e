import type { Rendering } from "../cli/render/render";
import { METRICS_ANNOTATIONS } from "../components/shared/scrape-annotations";
import type { StackPlan } from "../components/stack/plan";
import type { Platform } from "./pods/platform";

/** A part of a stack that a person or the demo application meets, by the name of its args. */
export type PartName = Extract<
  keyof StackPlan,
  | "grafana"
  | "alloyGateway"
  | "alloyAgent"
  | "mimir"
  | "prometheus"
  | "loki"
  | "tempo"
  | "pyroscope"
  | "nodeExporter"
  | "kubeStateMetrics"
>;

/** The name of each part's workload, if the stack has the part. */
export function workloadOf({ plan }: Pick<Rendering, "plan">, part: PartName): string | undefined {
  return plan[part]?.spec.name;
}

/** The parts that run, each with the name of its workload. */
export class RunningParts {
  constructor(
    private readonly rendering: Rendering,
    private readonly platform: Platform,
    /** Whether the program of a workload did not start, or has ended. By default none has. */
    private readonly hasEnded: (workload: string) => boolean = () => false,
  ) {}

  /** Whether it is to run here. */
  isPlaced(part: PartName): boolean {
    const workload = workloadOf(this.rendering, part);
    return workload !== undefined && this.platform.has(workload);
  }

  /** Whether it runs, as far as is known. */
  has(part: PartName): boolean {
    return this.isPlaced(part) && !this.hasEnded(this.name(part));
  }

  /** The name of its workload. */
  name(part: PartName): string {
    return workloadOf(this.rendering, part) ?? part;
  }

  /** The URL of one of its ports. */
  url(part: PartName, port = "http"): string {
    return this.platform.url(this.name(part), port);
  }

  /** Where PromQL is answered: by the long-term store where it runs. */
  get promql(): { part: PartName; url: string } | undefined {
    if (this.has("mimir")) return { part: "mimir", url: `${this.url("mimir")}/prometheus` };
    if (this.has("prometheus")) return { part: "prometheus", url: this.url("prometheus") };
    return undefined;
  }

  /** Names of the pods that ask to be scraped. */
  get scrapedPods(): string[] {
    return this.platform.discovered
      .filter(({ annotations }) => annotations[METRICS_ANNOTATIONS.scrape] === "true")
      .map(({ name }) => name);
  }

  /** The Secrets that people and senders need, by what they are for. */
  secret(of: "grafanaAdmin" | "ingestToken"): string {
    const { plan } = this.rendering;
    const { name, key } = of === "grafanaAdmin" ? plan.adminSecret : plan.tokenSecret;
    return this.platform.secret(`${name}/${key}`);
  }
}
