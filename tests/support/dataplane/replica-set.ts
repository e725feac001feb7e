import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Rendering } from "../../../cli/render/render";
import { freePorts } from "../../../live/processes/free-ports";
import { type PlacedPod, layOut, placePod } from "../../../live/pods/placed-pod";
import { Program } from "../../../live/processes/program";
import { podArguments, podEnvironment } from "../../../live/pods/environment";
import { type RenderedPod, renderedPod } from "../../../live/pods/rendered-pod";

/** What the rendering of a store does not say, and its programs need. */
export interface ReplicaSettings {
  /** Name of the store's workload; its StatefulSets are called `NAME-ZONE`. */
  store: string;
  zones: readonly string[];
  binary: string;
  /** Addresses of this machine, one for each: the pods' addresses. */
  addresses: readonly string[];
  /** What stands for the Services of others, by their `host:port`. */
  neighbours?: Readonly<Record<string, string>>;
  /** Names of flags that say where a process finds its own gRPC server. By default at the loopback address, where it does not listen here. */
  ownGrpc: readonly string[];
  env: Readonly<Record<string, string>>;
  /** Values of Secrets by `NAME/KEY`. */
  secrets: Readonly<Record<string, string>>;
}

/** One process of a replicated store: a pod of the rendering with an address, a volume and ports of its own. */
export interface Replica {
  readonly name: string;
  readonly url: string;
  readonly placed: PlacedPod;
  readonly program: Program;
}

/** The replicas of one store, one a zone, as they are rendered. They share nothing but what they tell each other. */
export class ReplicaSet {
  private constructor(
    private readonly folder: string,
    readonly replicas: readonly Replica[],
    private readonly layOutAgain: () => void,
  ) {}

  static async place(rendering: Rendering, settings: ReplicaSettings): Promise<ReplicaSet> {
    const { store, zones, addresses } = settings;
    const pods = zones.map((zone) => renderedPod(rendering, `${store}-${zone}`));
    const ports = await Promise.all(
      pods.map(async (pod, i) => portTable(pod, await freePorts(pod.ports.length, addresses[i]))),
    );
    const members = pods.map((pod, i) => `${addresses[i]}:${ports[i]!.get(`${pod.name}/gossip`)}`);
    const folder = mkdtempSync(join(tmpdir(), `lgtm-${store}-`));
    const placed = pods.map((pod, i) =>
      placeReplica(pod, {
        folder: join(folder, pod.name),
        ports: ports[i]!,
        address: addresses[i]!,
        members,
        neighbours: settings.neighbours ?? {},
      }),
    );
    const prepare = () => {
      for (const each of placed) {
        layOut(each, { secrets: settings.secrets });
        mkdirSync(join(each.folder, "tmp"), { recursive: true });
      }
    };
    prepare();
    return new ReplicaSet(
      folder,
      placed.map((each, i) => replica(each, addresses[i]!, settings)),
      prepare,
    );
  }

  /** All at once, as Kubernetes starts pods that have lost their node. */
  async start(): Promise<void> {
    await Promise.all(this.replicas.map(({ program }) => program.start()));
  }

  /** Ends all and takes their volumes away: what is not in the bucket is gone. */
  async endAndLoseVolumes(): Promise<void> {
    await Promise.all(this.replicas.map(({ program }) => program.terminate()));
    for (const { placed } of this.replicas) rmSync(placed.folder, { recursive: true });
    this.layOutAgain();
  }

  /** Kills what runs and removes everything that was written. */
  async remove(): Promise<void> {
    await Promise.all(this.replicas.map(({ program }) => program.kill()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Where one replica is put, and who is around it. */
export interface ReplicaPlace {
  folder: string;
  ports: ReadonlyMap<string, number>;
  address: string;
  /** `address:port` at which each replica gossips, itself included: what DNS knows in a cluster. */
  members: readonly string[];
  neighbours: Readonly<Record<string, string>>;
}

/** Places a pod that gossips with its likes. Pure. */
export function placeReplica(pod: RenderedPod, place: ReplicaPlace): PlacedPod {
  const { folder, ports, address, members, neighbours } = place;
  const files = Object.entries(pod.files).map(([path, text]) => [
    path,
    gossipingOn(address, resolvingMembers(text, members)),
  ]);
  const known = { ...pod, files: Object.fromEntries(files) as Record<string, string> };
  const placed = placePod(known, { folder, ports, host: address }, []);
  const relocations = new Map([...placed.relocations, ...Object.entries(neighbours)]);
  return { ...placed, relocations };
}

/** Puts the members in place of the name of their headless Service: there is no DNS for it here. */
export function resolvingMembers(text: string, members: readonly string[]): string {
  return text.replace(/^( *- )dns\+[\w-]+-headless\.[\w.-]+:\d+$/m, (_name, dash: string) =>
    members.map((member) => `${dash}${member}`).join("\n"),
  );
}

/** Adds the address to gossip on. Loki reads flags twice and would bind a list of addresses twice. */
export function gossipingOn(address: string, text: string): string {
  return text.replace(/^memberlist:$/m, `$&\n  bind_addr:\n    - ${address}`);
}

function portTable({ name, ports }: RenderedPod, free: readonly number[]): Map<string, number> {
  return new Map(ports.map((port, i) => [`${name}/${port.name}`, free[i]!]));
}

function replica(
  placed: PlacedPod,
  address: string,
  { binary, env, ownGrpc }: ReplicaSettings,
): Replica {
  const { pod, folder } = placed;
  const fields = { "status.podIP": address, "metadata.name": `${pod.name}-0` };
  const own = podEnvironment(placed, { secrets: {}, fields });
  const url = `http://${placed.address("http")}`;
  const program = new Program({
    name: pod.name,
    binary,
    args: [
      ...podArguments(placed, own),
      `-server.http-listen-address=${address}`,
      `-server.grpc-listen-address=${address}`,
      // Of its own accord it tells the usual port, whatever it listens on.
      `-memberlist.advertise-port=${gossipPort(placed)}`,
      ...ownGrpc.map((flag) => `-${flag}=${placed.address("grpc")}`),
    ],
    env: {
      ...own,
      TMPDIR: join(folder, "tmp"),
      ...env,
    },
    folder,
    log: `${folder}.log`,
    ready: `${url}/ready`,
  });
  return { name: pod.name, url, placed, program };
}

function gossipPort(placed: PlacedPod): string {
  return placed.address("gossip").split(":")[1]!;
}
