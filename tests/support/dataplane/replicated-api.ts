import type { Answer } from "../../../live/clients/http";
import { request } from "../../../live/clients/http";
import type { Item } from "./load";
import { LokiClient } from "../../../live/clients/loki-client";
import { PrometheusClient } from "../../../live/clients/prometheus-client";
import { remoteWrite } from "./remote-write";
import type { ReplicatedStore } from "./replicated";

/** How numbered items are written to a store and found again. Each takes the URL of one replica. */
export interface ReplicatedApi {
  write(url: string, item: Item): Promise<Answer>;
  /** How many items there are. */
  count(url: string): Promise<number>;
  /** The numbers of one writer's items. */
  numbers(url: string, writer: number): Promise<ReadonlySet<number>>;
  /** Brings what is in memory into the bucket. */
  flush(url: string): Promise<unknown>;
}

const LOAD = "load";

const loki: ReplicatedApi = {
  write: (url, { writer, number }) =>
    new LokiClient(url).push({ service_name: LOAD, writer: String(writer) }, String(number)),
  count: (url) => new LokiClient(url).count(`{service_name="${LOAD}"}`),
  async numbers(url, writer) {
    const query = `{service_name="${LOAD}", writer="${writer}"}`;
    const lines = await new LokiClient(url).lines(query);
    return new Set(lines.map(({ line }) => Number(line)));
  },
  flush: (url) => request(`${url}/flush`, { method: "POST" }),
};

/** Every sample of a writer is a millisecond after the one before, from here on. */
const start = Date.now() - 60_000;

const mimir: ReplicatedApi = {
  write: (url, { writer, number }) =>
    remoteWrite(`${url}/api/v1/push`, [
      {
        labels: { __name__: LOAD, writer: String(writer) },
        samples: [{ value: number, timestamp: start + number }],
      },
    ]),
  async count(url) {
    const [sum] = await prometheus(url).query(`sum(count_over_time(${LOAD}[1h]))`);
    return Number(sum?.value ?? 0);
  },
  async numbers(url, writer) {
    const [series] = await prometheus(url).samples(`${LOAD}{writer="${writer}"}[1h]`);
    return new Set(series?.values.map(([, value]) => Number(value)));
  },
  flush: (url) => request(`${url}/ingester/flush?wait=true`, { method: "POST" }),
};

function prometheus(url: string): PrometheusClient {
  return new PrometheusClient(`${url}/prometheus`);
}

export const REPLICATED_APIS: Readonly<Record<ReplicatedStore, ReplicatedApi>> = { loki, mimir };
