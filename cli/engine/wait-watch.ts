import { type CoreV1Event, CoreV1Api, type V1Pod } from "@kubernetes/client-node";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { type Cluster, clusterConfig } from "./cluster";
import { podTrouble } from "./pod-trouble";
import { describe } from "./progress";

/** Who is told to wait wants to know why before this. */
const QUIET_MILLISECONDS = 15_000;
const MOST_PODS = 3;
/** What keeps controllers from making pods, and claims from getting volumes. */
const WARNINGS = ["FailedCreate", "ProvisioningFailed", "FailedBinding"];

/** What the engine works on for a long time: its pods become ready, or do not. */
const WAITED_FOR = /kubernetes:(apps\/v1:|batch\/v1:|helm\.sh\/v3:Release|kafka\.strimzi\.io\/)/;

/**
 * Says while the engine waits which pods it waits for, and why: the provider says only how many. What was seen last
 * stays known, for the case that the wait ends in an error.
 */
export class WaitWatch {
  private readonly running = new Map<string, number>();
  private lastTold = Date.now();
  private lastSeen: string[] = [];
  private readonly core: CoreV1Api;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    cluster: Cluster,
    private readonly namespaces: readonly string[],
    private readonly print: (line: string) => void,
  ) {
    this.core = clusterConfig(cluster).makeApiClient(CoreV1Api);
  }

  start(): void {
    this.timer = setInterval(() => void this.tell(), QUIET_MILLISECONDS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Told of everything that the engine does. */
  readonly see = ({ resourcePreEvent, resOutputsEvent, resOpFailedEvent }: EngineEvent): void => {
    const begun = resourcePreEvent?.metadata;
    if (begun && begun.op !== "same" && WAITED_FOR.test(begun.type)) {
      this.running.set(begun.urn, Date.now());
    }
    const ended = resOutputsEvent?.metadata ?? resOpFailedEvent?.metadata;
    if (ended) {
      this.running.delete(ended.urn);
      this.lastTold = Date.now();
    }
  };

  /** What keeps pods from being ready, as of the last look. */
  get problems(): readonly string[] {
    return this.lastSeen;
  }

  private async tell(): Promise<void> {
    if (this.running.size === 0 || Date.now() - this.lastTold < QUIET_MILLISECONDS) return;
    // A cluster that does not answer is the engine's to tell of.
    this.lastSeen = await this.look().catch(() => []);
    const seconds = Math.round((Date.now() - Math.min(...this.running.values())) / 1000);
    const names = [...this.running.keys()].map(describe).sort();
    this.print(`  … ${seconds} s: waiting for ${list(names)}`);
    for (const line of this.lastSeen.slice(0, MOST_PODS)) this.print(`      ${line}`);
    const more = this.lastSeen.length - MOST_PODS;
    if (more > 0) this.print(`      and ${more} more`);
    this.lastTold = Date.now();
  }

  private async look(): Promise<string[]> {
    const perNamespace = this.namespaces.map(async (namespace) => {
      const [pods, events] = await Promise.all([
        this.core.listNamespacedPod({ namespace }),
        this.core.listNamespacedEvent({ namespace, fieldSelector: "type=Warning" }),
      ]);
      return [...pods.items.flatMap(podLine), ...warningLines(events.items)];
    });
    return (await Promise.all(perNamespace)).flat();
  }
}

function podLine(pod: V1Pod): string[] {
  const trouble = podTrouble(pod);
  return trouble === undefined ? [] : [`pod ${pod.metadata?.name ?? ""}: ${trouble}`];
}

/** Each complaint once, in the order in which they came. */
function warningLines(events: readonly CoreV1Event[]): string[] {
  const lines = events
    .filter(({ reason }) => WARNINGS.includes(reason ?? ""))
    .map(({ involvedObject: { kind, name }, message }) => `${kind} ${name}: ${message ?? ""}`);
  return [...new Set(lines)];
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, MOST_PODS).join(", ");
  return names.length > MOST_PODS ? `${shown} and ${names.length - MOST_PODS} more` : shown;
}
