import { getJson, request } from "./http";

/** Tempo's query API. */
export class TempoClient {
  constructor(private readonly url: string) {}

  /** Ids of traces that a TraceQL query finds. */
  async search(query: string): Promise<string[]> {
    const answer = await getJson(`${this.url}/api/search`, { q: query });
    const { traces = [] } = answer as { traces?: { traceID: string }[] };
    return traces.map(({ traceID }) => traceID);
  }

  /** The services that have spans in a trace, each once. */
  async services(traceId: string): Promise<string[]> {
    const text = await request(`${this.url}/api/traces/${traceId}`, {
      headers: { Accept: "application/json" },
    });
    const { batches } = JSON.parse(text) as {
      batches: {
        resource: { attributes: { key: string; value: { stringValue?: string } }[] };
      }[];
    };
    const names = batches.flatMap(({ resource }) =>
      resource.attributes.flatMap(({ key, value }) =>
        key === "service.name" ? [value.stringValue ?? ""] : [],
      ),
    );
    return [...new Set(names)].sort();
  }
}
