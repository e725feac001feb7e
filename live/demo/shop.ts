import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { NOBODY } from "../loopback";
import type { Platform } from "../pods/platform";
import { Program } from "../processes/program";
import { buildShop } from "./build";
import { SHOP_JOB, SHOP_NAMESPACE, SHOP_SERVICES } from "./shop-pods";

/** Where the services send OTLP, and with which token. */
interface Ingest {
  url: string;
  token: string;
}

/** How often the job runs. */
const JOB_MILLISECONDS = 30_000;

const LIBRARIES = join(__dirname, "..", "..", "node_modules");

/** The demo application: services that call each other over HTTP, each a process, and a job that comes and goes. */
export class Shop {
  readonly programs: Program[];
  private readonly stopping = new AbortController();

  constructor(
    private readonly platform: Platform,
    private readonly ingest: Ingest | undefined,
  ) {
    this.programs = SHOP_SERVICES.map((service) => this.program(service));
  }

  /** Starts all services, and waits until they are ready. */
  async start(): Promise<void> {
    await buildShop(this.build);
    if (this.stopping.signal.aborted) return;
    await Promise.all(this.programs.map((program) => program.start()));
  }

  /** Runs the job again and again, until it is stopped. */
  async repeatJob(): Promise<void> {
    const { signal } = this.stopping;
    for (let run = 1; !signal.aborted; run++) {
      await this.program(SHOP_JOB, { RUN: String(run) }).run();
      await pause(JOB_MILLISECONDS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** No job begins any more. */
  stop(): void {
    this.stopping.abort();
  }

  private get build(): string {
    return join(this.platform.folder, "shop");
  }

  private program(service: string, env: Readonly<Record<string, string>> = {}): Program {
    const { ports } = this.platform.known(service);
    return new Program({
      name: service,
      binary: process.execPath,
      args: [
        "--max-old-space-size=64",
        "--require",
        join(this.build, "telemetry.js"),
        join(this.build, `${service}.js`),
      ],
      env: {
        NODE_PATH: LIBRARIES,
        ...this.telemetry(service),
        ...this.peers(),
        ...(ports[0] && { PORT: new URL(`http://${ports[0].address}`).port }),
        ...env,
      },
      folder: this.platform.folder,
      log: this.platform.logOf(service),
      ready: `http://${ports[0]?.address ?? NOBODY}/ready`,
    });
  }

  /** OpenTelemetry's own variables, as a Deployment would set them. */
  private telemetry(service: string): Record<string, string> {
    const { namespace, name, container, node } = this.platform.known(service);
    const attributes = {
      "service.namespace": SHOP_NAMESPACE,
      "k8s.namespace.name": namespace,
      "k8s.pod.name": name,
      "k8s.container.name": container,
      "k8s.node.name": node,
    };
    return {
      OTEL_SERVICE_NAME: service,
      OTEL_RESOURCE_ATTRIBUTES: Object.entries(attributes)
        .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
        .join(","),
      ...(this.ingest && {
        OTEL_EXPORTER_OTLP_ENDPOINT: this.ingest.url,
        OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${this.ingest.token}`,
      }),
    };
  }

  private peers(): Record<string, string> {
    return Object.fromEntries(
      SHOP_SERVICES.map((service) => [`${service.toUpperCase()}_URL`, this.platform.url(service)]),
    );
  }
}
