import { ok } from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { type Server, createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SIGNAL_CHECKS } from "../../live/checks/signals";
import { type PartName, RunningParts } from "../../live/parts";
import { Platform } from "../../live/pods/platform";
import { listening } from "../support/listening";
import { renderingWith } from "../support/rendering";

/** What answers every query of a client: that nothing is there. */
const NOTHING = JSON.stringify({ data: { result: [] }, flamebearer: { names: [], numTicks: 0 } });

describe("The checks of the platform's own telemetry", () => {
  let folder: string;
  let parts: RunningParts;
  const servers: Server[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "lgtm-signals-"));
    const rendering = await renderingWith({
      "lgtm:cluster": "test",
      "lgtm:environment": "test",
      "lgtm:loki": { name: "kept-logs" },
      "lgtm:pyroscope": { name: "kept-profiles" },
    });
    parts = new RunningParts(rendering, await Platform.place(rendering, { parent: folder }));
  });

  after(() => {
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true });
  });

  const cases: { part: PartName; selector: string }[] = [
    { part: "loki", selector: '{service_name="kept-logs"}' },
    { part: "pyroscope", selector: '{service_name="kept-profiles"}' },
  ];
  for (const { part, selector } of cases) {
    it(`ask for ${part} by the name of its workload`, async () => {
      const asked = await answering(parts.url(part));
      for (const check of SIGNAL_CHECKS.filter(({ needs }) => needs.at(-1) === part)) {
        await check.look(parts);
      }
      ok(
        asked.some((query) => query.includes(selector)),
        asked.join("\n"),
      );
    });
  }

  /** The queries that come to a URL from now on. */
  async function answering(url: string): Promise<string[]> {
    const asked: string[] = [];
    const server = createServer(({ url: path = "" }, response) => {
      asked.push(new URL(path, url).searchParams.get("query") ?? "");
      response.end(NOTHING);
    });
    servers.push(server);
    await listening(server, Number(new URL(url).port));
    return asked;
  }
});
