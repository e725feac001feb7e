import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { LOOPBACK, NOBODY } from "../loopback";
import { type Relocations, clusterAddresses, relocate } from "./relocate";
import type { RenderedPod } from "./rendered-pod";

/** A pod of the rendering with a folder and ports of this machine. */
export interface PlacedPod {
  pod: RenderedPod;
  folder: string;
  relocations: Relocations;
  /** `host:port` of a port by its name. */
  address(port: string): string;
}

/** Ports of this machine for every port of every pod that runs, by `pod/port`. */
export type PortTable = ReadonlyMap<string, number>;

/** Where a pod is placed. */
export interface Place {
  folder: string;
  ports: PortTable;
  /** The address that it listens on. By default the loopback address. */
  host?: string;
  /** Folders of this machine that stand for the node's own, by their path in the pod. */
  hostFolders?: Readonly<Record<string, string>>;
}

/** How an argument or a configuration file says on which port to listen, where it says no address with it. */
const PORT_SETTINGS = [
  "http_listen_port: ",
  "grpc_listen_port: ",
  "http_port = ",
  "bind_port: ",
  "--port=",
  "--telemetry-port=",
];

/** How a configuration file says the pod's address; the program puts in what its environment says. */
const POD_ADDRESS = "${POD_IP}";

/** Where Kubernetes mounts a pod's own token, if the pod asks the API server for anything. */
export const SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

/** The image's own temporary folder is this machine's as well. */
const SHARED_FOLDERS = ["/tmp"];

/**
 * Decides what stands for what of a pod: mounted folders lie below its folder, listeners have ports of this machine,
 * and Services of the others (`peers`) are at theirs. A peer without a port in the table does not run. Pure.
 */
export function placePod(
  pod: RenderedPod,
  { folder, ports, host = LOOPBACK, hostFolders = {} }: Place,
  peers: readonly RenderedPod[],
): PlacedPod {
  const own = (port: string) => {
    const number = ports.get(`${pod.name}/${port}`);
    if (number === undefined) throw new Error(`${pod.name} has no port ${port}`);
    return number;
  };
  const mounts = new Set([
    ...pod.folders.filter((path) => !SHARED_FOLDERS.includes(path)),
    ...Object.keys(pod.files).map(dirname),
    ...Object.keys(pod.secrets).map(dirname),
    SERVICE_ACCOUNT,
  ]);
  const relocations = new Map<string, string>();
  for (const mount of mounts) relocations.set(mount, join(folder, mount));
  for (const { path, hostPath, writable } of pod.hostFolders) {
    // What a pod writes to its node stays in its folder here; what it reads there is this machine's.
    relocations.set(path, hostFolders[path] ?? (writable ? join(folder, path) : hostPath));
  }
  for (const { name, number } of pod.ports) {
    for (const address of ["0.0.0.0", LOOPBACK, `[${LOOPBACK}]`]) {
      relocations.set(`${address}:${number}`, `${host}:${own(name)}`);
    }
    relocations.set(`${POD_ADDRESS}:${number}`, `${POD_ADDRESS}:${own(name)}`);
    for (const setting of PORT_SETTINGS)
      relocations.set(`${setting}${number}`, `${setting}${own(name)}`);
  }
  for (const peer of peers) {
    for (const { name, number } of peer.ports) {
      const port = ports.get(`${peer.name}/${name}`);
      const address = port === undefined ? NOBODY : `${LOOPBACK}:${port}`;
      relocations.set(`${peer.host}:${number}`, address);
    }
  }
  return { pod, folder, relocations, address: (port) => `${host}:${own(port)}` };
}

/** The text of one of the pod's files as the program here gets it. Refuses one that leads out of this machine. */
export function placedFile({ pod, relocations }: PlacedPod, path: string): string {
  const text = pod.files[path];
  if (text === undefined) {
    throw new Error(`${pod.name} has no file ${path}, only ${Object.keys(pod.files).join(", ")}`);
  }
  const placed = relocate(text, relocations);
  const [left] = clusterAddresses(placed);
  if (left !== undefined) throw new Error(`${pod.name}: nobody here stands for ${left} of ${path}`);
  return placed;
}

/** Where a path of the pod is on this machine. */
export function placedPath({ folder }: PlacedPod, path: string): string {
  return join(folder, path);
}

/** What to put into the files that the rendering does not say. */
interface Contents {
  /** Values of Secrets by `NAME/KEY`. */
  secrets: Readonly<Record<string, string>>;
  /** The text of a file where the placed one cannot serve, and more files. By their path in the pod. */
  files?: Readonly<Record<string, string>>;
}

/** Makes the pod's folders and writes its files, for nobody else to read. */
export function layOut(placed: PlacedPod, { secrets, files = {} }: Contents): void {
  const { pod } = placed;
  const written = pod.hostFolders.filter(({ writable }) => writable).map(({ path }) => path);
  for (const path of [...pod.folders, ...written]) {
    mkdirSync(placedPath(placed, path), { recursive: true });
  }
  const given = Object.keys(pod.files).map((path) => [path, placedFile(placed, path)] as const);
  const mounted = Object.entries(pod.secrets).map(([path, { secret, key }]) => {
    const value = secrets[`${secret}/${key}`];
    if (value === undefined) throw new Error(`${pod.name} needs a value for ${secret}/${key}`);
    return [path, value] as const;
  });
  const all = new Map([...given, ...mounted, ...Object.entries(files)]);
  for (const [path, text] of all) {
    const file = placedPath(placed, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { mode: 0o600 });
  }
}
