import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readEnvironment } from "../../../cli/environments";
import { renderEnvironment } from "../../../cli/render/render";
import { freePorts } from "./free-ports";
import { LOOPBACK, type PlacedPod, layOut, placePod } from "./placed-pod";
import { Program } from "./program";
import { relocate } from "./relocate";
import { type RenderedPod, renderedPod } from "./rendered-pod";

/** The pods whose programs are run, or whose place a test takes. */
const PODS = [
  "loki",
  "mimir",
  "tempo",
  "pyroscope",
  "prometheus",
  "grafana",
  "alloy-gateway",
  "alloy-agent",
  "kube-state-metrics",
  "beyla",
] as const;
export type PodName = (typeof PODS)[number];

/** The token that senders present to the gateway here, and Grafana's password. Neither leaves this machine. */
export const SECRETS = {
  "ingest-token/token": "token-of-the-tests",
  "grafana-admin/password": "password-of-the-tests",
} as const;

/** What a program needs beside what its pod says. */
export interface RunSettings {
  binary: string;
  /** Path that answers 200 as soon as it is ready, behind its port `http`. */
  ready: string;
  /** In front of the pod's arguments, such as a subcommand that the image's entry point adds. */
  before?: readonly string[];
  /** Behind them: addresses to listen on and to advertise, which a pod of its own need not be told. */
  after?: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** Files in place of the rendered ones, or more of them, by their path in the pod. */
  files?: Readonly<Record<string, string>>;
  /** Values of Secrets that the environment takes from its users, by `NAME/KEY`. */
  secrets?: Readonly<Record<string, string>>;
}

/** The dev environment as it is rendered, placed on this machine: one folder, and ports of its own. */
export class Platform {
  private constructor(
    private readonly folder: string,
    private readonly pods: ReadonlyMap<PodName, PlacedPod>,
  ) {}

  static async place(environment = "dev"): Promise<Platform> {
    const rendering = await renderEnvironment(readEnvironment(environment));
    const pods = PODS.map((name) => renderedPod(rendering, name));
    const names = pods.flatMap((pod) => pod.ports.map((port) => `${pod.name}/${port.name}`));
    const free = await freePorts(names.length);
    const ports = new Map(names.map((name, i) => [name, free[i]!]));
    const folder = mkdtempSync(join(tmpdir(), "lgtm-dataplane-"));
    const placed = (pod: RenderedPod) => placePod(pod, join(folder, pod.name), ports, pods);
    return new Platform(folder, new Map(PODS.map((name, i) => [name, placed(pods[i]!)])));
  }

  pod(name: PodName): PlacedPod {
    return this.pods.get(name)!;
  }

  /** `http://127.0.0.1:port` of a pod's port. */
  url(name: PodName, port = "http"): string {
    return `http://${this.pod(name).address(port)}`;
  }

  /** The pod's program with its arguments and files, not started. */
  program(name: PodName, settings: RunSettings): Program {
    const { binary, ready, before = [], after = [], env, files, secrets } = settings;
    const placed = this.pod(name);
    layOut(placed, { secrets: { ...SECRETS, ...secrets }, files });
    const temporary = join(placed.folder, "tmp");
    mkdirSync(temporary, { recursive: true });
    return new Program({
      name,
      binary,
      args: [...before, ...this.args(name), ...after],
      env: { TMPDIR: temporary, ...this.environment(name), ...env },
      folder: placed.folder,
      log: join(placed.folder, "log"),
      ready: `${this.url(name)}${ready}`,
    });
  }

  /** The pod's own environment on this machine: what it takes from Secrets and from the pod stays away. */
  private environment(name: PodName): Record<string, string> {
    const { pod, relocations } = this.pod(name);
    const plain = Object.entries(pod.env).filter(([, value]) => !/^<|\$\(/.test(value));
    return Object.fromEntries(plain.map(([key, value]) => [key, relocate(value, relocations)]));
  }

  /** The pod's arguments on this machine. */
  args(name: PodName): string[] {
    const { pod, relocations } = this.pod(name);
    return pod.args.map((arg) => relocate(arg, relocations));
  }

  /** Removes everything that the programs wrote. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Flags by which Grafana's servers listen on the loopback address only. */
export const LISTEN_ON_LOOPBACK = [
  `-server.http-listen-address=${LOOPBACK}`,
  `-server.grpc-listen-address=${LOOPBACK}`,
] as const;
