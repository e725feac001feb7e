import { type Answer, getJson, postJson } from "./http";
import { nanoseconds } from "./nanoseconds";

type Labels = Record<string, string>;

/** A line as a query finds it. */
interface FoundLine {
  /** Labels of the stream and structured metadata, as the query returns them: in one map. */
  labels: Labels;
  line: string;
}

/** As many as the rendered configuration lets one query return. */
const PAGE = 5000;
const HOUR_MILLISECONDS = 3_600_000;

/** Lines that were pushed, by whatever client. */
let pushed = 0;

/** Loki's API, as far as the tests use it. */
export class LokiClient {
  constructor(private readonly url: string) {}

  /** Pushes a line, of now where no other time is said, with structured metadata where there is any. */
  push(
    stream: Labels,
    line: string,
    metadata: Labels = {},
    milliseconds = Date.now(),
  ): Promise<Answer> {
    // A nanosecond each, so that a page of results can begin right behind another's last line.
    pushed = (pushed + 1) % 1_000_000;
    const time = BigInt(nanoseconds(milliseconds)) + BigInt(pushed);
    const values = [[String(time), line, metadata]];
    return postJson(`${this.url}/loki/api/v1/push`, { streams: [{ stream, values }] });
  }

  /** The lines of the last hour, however many. */
  async lines(query: string): Promise<FoundLine[]> {
    const found: FoundLine[] = [];
    const { start: first, end } = lastHour();
    let start = first;
    for (;;) {
      const page = await this.page({ query, start, end });
      found.push(...page.map(({ labels, line }) => ({ labels, line })));
      if (page.length < PAGE) return found;
      start = String(page.reduce((last, { time }) => (time > last ? time : last), 0n) + 1n);
    }
  }

  private async page(query: { query: string; start: string; end: string }) {
    const { data } = (await getJson(`${this.url}/loki/api/v1/query_range`, {
      ...query,
      limit: String(PAGE),
      direction: "forward",
    })) as { data: { result: { stream: Labels; values: [string, string][] }[] } };
    return data.result.flatMap(({ stream, values }) =>
      values.map(([time, line]) => ({ labels: stream, time: BigInt(time), line })),
    );
  }

  /** How many lines of the last hour match. */
  async count(selector: string): Promise<number> {
    const { end: time } = lastHour();
    const query = `sum(count_over_time(${selector}[1h]))`;
    const { data } = (await getJson(`${this.url}/loki/api/v1/query`, { query, time })) as {
      data: { result: { value: [number, string] }[] };
    };
    return Number(data.result[0]?.value[1] ?? 0);
  }

  /** The index labels of each stream that matches: without structured metadata. */
  async streams(selector: string): Promise<Labels[]> {
    const answer = await getJson(`${this.url}/loki/api/v1/series`, {
      "match[]": selector,
      ...lastHour(),
    });
    return (answer as { data: Labels[] }).data;
  }
}

/** In nanoseconds, which the API takes without a unit; with a margin for lines of this very moment. */
function lastHour(): { start: string; end: string } {
  const now = Date.now();
  return { start: nanoseconds(now - HOUR_MILLISECONDS), end: nanoseconds(now + 60_000) };
}
