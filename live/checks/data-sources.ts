import { DATA_SOURCE_UIDS } from "../../components/grafana/data-sources";
import { send } from "../clients/http";
import type { PartName, RunningParts } from "../parts";

/** The data source that asks each part. */
const SOURCES: readonly [PartName, string][] = [
  ["mimir", DATA_SOURCE_UIDS.mimir],
  ["prometheus", DATA_SOURCE_UIDS.prometheus],
  ["loki", DATA_SOURCE_UIDS.loki],
  ["tempo", DATA_SOURCE_UIDS.tempo],
  ["pyroscope", DATA_SOURCE_UIDS.pyroscope],
];

/** Has Grafana ask every backend that runs. */
export async function dataSourcesAnswer(parts: RunningParts): Promise<string | undefined> {
  const asked = SOURCES.filter(([part]) => parts.has(part));
  const login = Buffer.from(`admin:${parts.secret("grafanaAdmin")}`).toString("base64");
  const headers = { Authorization: `Basic ${login}` };
  for (const [, uid] of asked) {
    const url = `${parts.url("grafana")}/api/datasources/uid/${uid}/health`;
    const { status, body } = await send(url, { headers });
    if (status !== 200) throw new Error(`${uid}: ${status} ${body.slice(0, 200)}`);
  }
  return asked.map(([, uid]) => uid).join(", ");
}
