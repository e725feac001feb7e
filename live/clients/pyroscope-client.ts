import { getJson } from "./http";

/** A flame graph, as far as it is read here. */
export interface FlameGraph {
  /** Functions that it has. */
  names: string[];
  /** How much of what was measured there is in all. */
  total: number;
}

/** Pyroscope's query API. */
export class PyroscopeClient {
  constructor(private readonly url: string) {}

  /** What the last hour has of a kind of profile with a selector: `memory:…{service_name="shop"}`. */
  async flameGraph(query: string): Promise<FlameGraph> {
    const { flamebearer } = (await getJson(`${this.url}/pyroscope/render`, {
      query,
      from: "now-1h",
      until: "now",
    })) as { flamebearer: { names: string[]; numTicks: number } };
    return { names: flamebearer.names, total: flamebearer.numTicks };
  }
}
