import { getJson } from "./http";

type Labels = Record<string, string>;

interface FoundExemplar {
  seriesLabels: Labels;
  labels: Labels;
  value: string;
}

interface FoundAlert {
  labels: Labels;
  state: string;
}

/** The query API of Prometheus, which Mimir has as well. */
export class PrometheusClient {
  /** `url` is the one behind which `/api/v1` stands. */
  constructor(private readonly url: string) {}

  /** The newest value of every series. */
  async query(query: string): Promise<{ labels: Labels; value: string }[]> {
    const { data } = (await getJson(`${this.url}/api/v1/query`, { query })) as {
      data: { result: { metric: Labels; value: [number, string] }[] };
    };
    return data.result.map(({ metric, value }) => ({ labels: metric, value: value[1] }));
  }

  /** Every sample as it was written, when the query asks for a range, such as `orders_total[1h]`. */
  async samples(query: string): Promise<{ labels: Labels; values: [number, string][] }[]> {
    const { data } = (await getJson(`${this.url}/api/v1/query`, { query })) as {
      data: { result: { metric: Labels; values: [number, string][] }[] };
    };
    return data.result.map(({ metric, values }) => ({ labels: metric, values }));
  }

  /** Exemplars of the last ten minutes. */
  async exemplars(query: string): Promise<FoundExemplar[]> {
    const now = Date.now() / 1000;
    const { data } = (await getJson(`${this.url}/api/v1/query_exemplars`, {
      query,
      start: String(now - 600),
      end: String(now + 60),
    })) as { data: { seriesLabels: Labels; exemplars: { labels: Labels; value: string }[] }[] };
    return data.flatMap(({ seriesLabels, exemplars }) =>
      exemplars.map(({ labels, value }) => ({ seriesLabels, labels, value })),
    );
  }

  /** What the rules at this server say now. */
  async alerts(): Promise<FoundAlert[]> {
    const answer = await getJson(`${this.url}/api/v1/alerts`);
    return (answer as { data: { alerts: FoundAlert[] } }).data.alerts;
  }
}
