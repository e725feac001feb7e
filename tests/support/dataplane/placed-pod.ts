import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Relocations, clusterAddresses, relocate } from "./relocate";
import type { RenderedPod } from "./rendered-pod";

/** The one address that everything here listens on. */
export const LOOPBACK = "127.0.0.1";

/** A pod of the rendering with a folder and ports of this machine. */
export interface PlacedPod {
  pod: RenderedPod;
  folder: string;
  relocations: Relocations;
  /** `127.0.0.1:port` of a port by its name. */
  address(port: string): string;
}

/** Ports of this machine for every port of every pod, by `pod/port`. */
export type PortTable = ReadonlyMap<string, number>;

/** How a configuration file says on which port to listen, where it says no address with it. */
const PORT_SETTINGS = ["http_listen_port: ", "grpc_listen_port: ", "http_port = "];

/** The image's own temporary folder is this machine's as well. */
const SHARED_FOLDERS = ["/tmp"];

/**
 * Decides what stands for what of a pod: mounted folders lie below `folder`, listeners have ports of this machine,
 * and Services of the others (`peers`) are at theirs. Pure.
 */
export function placePod(
  pod: RenderedPod,
  folder: string,
  ports: PortTable,
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
  ]);
  const relocations = new Map<string, string>();
  for (const mount of mounts) relocations.set(mount, join(folder, mount));
  for (const { name, number } of pod.ports) {
    for (const address of ["0.0.0.0", LOOPBACK]) {
      relocations.set(`${address}:${number}`, `${LOOPBACK}:${own(name)}`);
    }
    for (const setting of PORT_SETTINGS)
      relocations.set(`${setting}${number}`, `${setting}${own(name)}`);
  }
  for (const peer of peers) {
    for (const { name, number } of peer.ports) {
      const port = ports.get(`${peer.name}/${name}`);
      relocations.set(`${peer.host}:${number}`, `${LOOPBACK}:${port}`);
    }
  }
  return { pod, folder, relocations, address: (port) => `${LOOPBACK}:${own(port)}` };
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

/** Makes the pod's folders and writes its files. `secrets` has the values by `NAME/KEY`. */
export function layOut(placed: PlacedPod, secrets: Readonly<Record<string, string>> = {}): void {
  const { pod } = placed;
  for (const path of pod.folders) mkdirSync(placedPath(placed, path), { recursive: true });
  for (const path of Object.keys(pod.files)) write(placed, path, placedFile(placed, path));
  for (const [path, { secret, key }] of Object.entries(pod.secrets)) {
    const value = secrets[`${secret}/${key}`];
    if (value === undefined) throw new Error(`${pod.name} needs a value for ${secret}/${key}`);
    write(placed, path, value);
  }
}

function write(placed: PlacedPod, path: string, text: string): void {
  const file = placedPath(placed, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
