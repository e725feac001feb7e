import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Rendering } from "../../cli/render/render";
import { POD_LOGS } from "../../components/alloy/agent-config";
import {
  type DiscoveredPod,
  type UnplacedPod,
  discoveredTargets,
} from "../discovery/discovered-pod";
import { LOOPBACK } from "../loopback";
import { freePortsLike } from "../processes/free-ports";
import { guard } from "../processes/guard";
import { Program } from "../processes/program";
import { podArguments, podEnvironment } from "./environment";
import { type PlacedPod, type PortTable, layOut, placePod } from "./placed-pod";
import { type RecipeContext, recipeFor } from "./recipes";
import { type RenderedPod, renderedPods } from "./rendered-pod";
import { madeUpSecrets } from "./secrets";

/** Where an environment's pods are placed. */
interface PlatformSettings {
  /** Folder in which they get one of their own. */
  parent: string;
  /** The workloads that run; the others are at no address. By default all. */
  runs?: (pod: RenderedPod) => boolean;
  /** Ports to listen on where they are free, by `pod/port`. By default any. */
  wishes?: Readonly<Record<string, number>>;
  /** Pods beside those of the rendering, which discovery finds as well. By default none. */
  others?: readonly UnplacedPod[];
}

/** What a program gets instead of, or beside, what its pod and its recipe say. */
export interface ProgramOptions {
  env?: Readonly<Record<string, string>>;
  /** Files by their path in the pod. */
  files?: Readonly<Record<string, string>>;
  /** Values of Secrets that the environment takes from its users, by `NAME/KEY`. */
  secrets?: Readonly<Record<string, string>>;
  /** Of an API server, for what asks Kubernetes. */
  kubeconfig?: string;
}

/** The pods of an environment as they are rendered, placed on this machine: one folder, and ports of their own. */
export class Platform {
  private constructor(
    readonly folder: string,
    /** What discovery finds. */
    readonly discovered: readonly DiscoveredPod[],
    private readonly pods: ReadonlyMap<string, PlacedPod>,
    private readonly secrets: Readonly<Record<string, string>>,
  ) {
    mkdirSync(this.logs, { recursive: true });
    const targets = this.discovered.flatMap(discoveredTargets);
    writeFileSync(this.podsFile, JSON.stringify(targets), { mode: 0o600 });
  }

  static async place(rendering: Rendering, settings: PlatformSettings): Promise<Platform> {
    const { parent, runs = () => true, wishes = {}, others = [] } = settings;
    const all = renderedPods(rendering);
    const pods = all.filter(runs);
    const ports = await portTable(
      [...pods.flatMap(portNames), ...others.flatMap(portNames)],
      wishes,
    );
    const folder = mkdtempSync(join(parent, `${rendering.environment}-`));
    guard.clear(folder);
    const placed = pods.map((pod) => {
      const place = { folder: join(folder, pod.name), ports, hostFolders: hostFolders(folder) };
      return [pod.name, placePod(pod, place, all)] as const;
    });
    const discovered = [...pods.map(unplaced), ...others].map((pod) => asDiscovered(pod, ports));
    return new Platform(folder, discovered, new Map(placed), madeUpSecrets(rendering));
  }

  /** A pod of the rendering. */
  pod(name: string): PlacedPod {
    const placed = this.pods.get(name);
    if (!placed) throw new Error(`no pod ${name} runs here, only ${[...this.pods.keys()].join()}`);
    return placed;
  }

  /** Whether a pod of the rendering runs here. */
  has(name: string): boolean {
    return this.pods.has(name);
  }

  /** What Kubernetes would know of a pod, by the name of its workload. */
  known(workload: string): DiscoveredPod {
    const found = this.discovered.find((pod) => pod.workload === workload);
    if (!found) throw new Error(`nothing here is called ${workload}`);
    return found;
  }

  /** `http://127.0.0.1:port` of a pod's port. */
  url(workload: string, port = "http"): string {
    const found = this.known(workload).ports.find(({ name }) => name === port);
    if (!found) throw new Error(`${workload} has no port ${port}`);
    return `http://${found.address}`;
  }

  /** The value that stands for a key of a Secret, by `NAME/KEY`: another one each time. */
  secret(name: string): string {
    const value = this.secrets[name];
    if (value === undefined) throw new Error(`no pod here has a Secret ${name}`);
    return value;
  }

  /** The program of a pod of the rendering with its arguments and files, not started. */
  program(name: string, binary: string, options: ProgramOptions = {}): Program {
    const placed = this.pod(name);
    const recipe = recipeFor(placed.pod);
    if (!recipe) throw new Error(`nobody here knows how to run ${placed.pod.image}`);
    const { kubeconfig } = options;
    const { discovered: pods, podsFile } = this;
    const context: RecipeContext = { placed, binary, pods, podsFile, kubeconfig };
    const secrets = { ...this.secrets, ...options.secrets };
    layOut(placed, { secrets, files: { ...recipe.files?.(context), ...options.files } });
    const temporary = join(placed.folder, "tmp");
    mkdirSync(temporary, { recursive: true });
    const env = podEnvironment(placed, { secrets, fields: fieldsOf(this.known(name)) });
    const { path, port } = placed.pod.ready ?? { path: "/", port: "http" };
    return new Program({
      name,
      binary,
      args: [
        ...(recipe.before?.(context) ?? []),
        ...podArguments(placed, env),
        ...(recipe.after?.(context) ?? []),
      ],
      env: { TMPDIR: temporary, ...env, ...recipe.env?.(context), ...options.env },
      folder: placed.folder,
      log: this.logOf(name),
      ready: `${this.url(name, port)}${path}`,
    });
  }

  /** The file of a container's log, where a kubelet would put it. */
  logOf(workload: string): string {
    const { namespace, name, uid, container } = this.known(workload);
    return join(this.logs, `${namespace}_${name}_${uid}`, container, "0.log");
  }

  /** Removes everything that the programs wrote. */
  remove(): void {
    // What a killed process had under way may still make a file.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  private get logs(): string {
    return join(this.folder, LOGS);
  }

  private get podsFile(): string {
    return join(this.folder, "pods.json");
  }
}

/** What stands for the kubelet's folder of logs: those of this machine's own pods are nobody's business. */
const LOGS = "pod-logs";

function hostFolders(folder: string): Record<string, string> {
  return { [POD_LOGS]: join(folder, LOGS) };
}

function portNames(pod: RenderedPod | UnplacedPod): string[] {
  const workload = "workload" in pod ? pod.workload : pod.name;
  const more = "workload" in pod ? [] : (recipeFor(pod)?.morePorts ?? []);
  return [...pod.ports.map(({ name }) => name), ...more].map((port) => `${workload}/${port}`);
}

async function portTable(
  names: readonly string[],
  wishes: Readonly<Record<string, number>>,
): Promise<PortTable> {
  const free = await freePortsLike(names.map((name) => wishes[name] ?? 0));
  return new Map(names.map((name, i) => [name, free[i] ?? 0]));
}

/** The first pod of a StatefulSet, and of others the one of this machine. */
function unplaced(pod: RenderedPod): UnplacedPod {
  const { name: workload, namespace, kind, container, labels, annotations, ports } = pod;
  const name = `${workload}-${kind === "StatefulSet" ? "0" : "live"}`;
  return { workload, name, namespace, container, labels, annotations, ports };
}

function asDiscovered(pod: UnplacedPod, table: PortTable): DiscoveredPod {
  const ports = pod.ports.map((port) => ({
    ...port,
    address: `${LOOPBACK}:${table.get(`${pod.workload}/${port.name}`)}`,
  }));
  return { ...pod, ports, uid: randomUUID(), node: hostname() };
}

function fieldsOf({ name, namespace, node, uid }: DiscoveredPod): Record<string, string> {
  return {
    "metadata.name": name,
    "metadata.namespace": namespace,
    "metadata.uid": uid,
    "spec.nodeName": node,
    "status.podIP": LOOPBACK,
    "status.hostIP": LOOPBACK,
  };
}
