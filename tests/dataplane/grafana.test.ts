import { deepEqual, equal } from "node:assert/strict";
import { DATA_SOURCE_UIDS } from "../../components/grafana/data-sources";
import { running } from "../support/dataplane/backends";
import { foundTool } from "../support/dataplane/found-tool";
import { request, send } from "../../live/clients/http";
import { runningLoki } from "../support/dataplane/loki-program";

interface ListedSource {
  uid: string;
  type: string;
  isDefault: boolean;
  readOnly: boolean;
}

describe("Grafana shows what the stack has", () => {
  let url: string;
  let password: string;

  before(async function () {
    const binary = await foundTool(this, "grafana");
    const { platform } = running();
    url = platform.url("grafana");
    password = platform.secret("grafana-admin/password");
    await platform.program("grafana", binary).start();
  });

  it("lists the provisioned data sources under their frozen UIDs, for nobody to edit", async () => {
    const sources = JSON.parse(await asAdmin("/api/datasources")) as ListedSource[];
    deepEqual(
      sources.map(({ uid }) => uid).sort(),
      Object.values(DATA_SOURCE_UIDS).map(String).sort(),
    );
    deepEqual(
      sources.filter(({ isDefault }) => isDefault).map(({ uid }) => uid),
      [DATA_SOURCE_UIDS.mimir],
    );
    deepEqual(
      sources.filter(({ readOnly }) => !readOnly),
      [],
    );
  });

  for (const uid of [DATA_SOURCE_UIDS.mimir, DATA_SOURCE_UIDS.loki]) {
    it(`reaches ${uid}`, async function () {
      if (uid === DATA_SOURCE_UIDS.loki) await runningLoki(this);
      const health = JSON.parse(await asAdmin(`/api/datasources/uid/${uid}/health`)) as {
        status: string;
      };
      equal(health.status, "OK");
    });
  }

  it("lets in nobody without the generated password", async () => {
    equal((await send(`${url}/api/datasources`)).status, 401);
    const wrong = { headers: authorization(`${password}x`) };
    equal((await send(`${url}/api/datasources`, wrong)).status, 401);
  });

  function asAdmin(path: string): Promise<string> {
    return request(`${url}${path}`, { headers: authorization(password) });
  }
});

function authorization(given: string): Record<string, string> {
  return { Authorization: `Basic ${Buffer.from(`admin:${given}`).toString("base64")}` };
}
