import { once } from "node:events";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { LOOPBACK } from "../../../live/loopback";
import { listening } from "../listening";

const OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/** A program with metrics, as far as a scraper sees it. */
export class ScrapeTarget {
  /** How often each path was asked for. */
  readonly scrapes = new Map<string, number>();

  private constructor(private readonly server: Server) {}

  /** Serves texts in the format OpenMetrics by their paths, on a free port or a given one. */
  static async serve(pages: Readonly<Record<string, string>>, port = 0): Promise<ScrapeTarget> {
    const server = createServer((request, response) => {
      const path = request.url ?? "";
      target.scrapes.set(path, (target.scrapes.get(path) ?? 0) + 1);
      const page = pages[path];
      response.writeHead(page === undefined ? 404 : 200, { "Content-Type": OPEN_METRICS });
      response.end(page);
    });
    const target = new ScrapeTarget(server);
    await listening(server, port);
    return target;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get address(): string {
    return `${LOOPBACK}:${this.port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await once(this.server.close(), "close");
  }
}
