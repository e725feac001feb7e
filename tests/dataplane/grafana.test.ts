import { deepEqual, equal } from "node:assert/strict";
import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Context } from "mocha";
import { DATA_SOURCE_UIDS } from "../../components/grafana/data-sources";
import { running } from "../support/dataplane/backends";
import { foundTool } from "../support/dataplane/found-tool";
import { request, send } from "../support/dataplane/http";
import { LOOPBACK, placedPath } from "../support/dataplane/placed-pod";
import { SECRETS } from "../support/dataplane/platform";
import { skip } from "../support/skip";

const PASSWORD = SECRETS["grafana-admin/password"];

interface ListedSource {
  uid: string;
  type: string;
  isDefault: boolean;
  readOnly: boolean;
}

describe("Grafana shows what the stack has", () => {
  let url: string;

  before(async function () {
    const binary = await foundTool(this, "grafana");
    const { platform } = running();
    url = platform.url("grafana");
    const provisioning = placedPath(platform.pod("grafana"), "/etc/grafana/provisioning");
    const program = platform.program("grafana", {
      binary,
      ready: "/api/health",
      // What the image's entry point adds.
      before: ["server", `--homepath=${homePath(this, binary)}`],
      env: {
        GF_SERVER_HTTP_ADDR: LOOPBACK,
        // A folder of the image, of which the rendering mounts only a part.
        GF_PATHS_PROVISIONING: provisioning,
      },
    });
    await program.start();
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
    it(`reaches ${uid}`, async () => {
      const health = JSON.parse(await asAdmin(`/api/datasources/uid/${uid}/health`)) as {
        status: string;
      };
      equal(health.status, "OK");
    });
  }

  it("lets in nobody without the generated password", async () => {
    equal((await send(`${url}/api/datasources`)).status, 401);
    const wrong = { headers: authorization(`${PASSWORD}x`) };
    equal((await send(`${url}/api/datasources`, wrong)).status, 401);
  });

  function asAdmin(path: string): Promise<string> {
    return request(`${url}${path}`, { headers: authorization(PASSWORD) });
  }
});

function authorization(password: string): Record<string, string> {
  return { Authorization: `Basic ${Buffer.from(`admin:${password}`).toString("base64")}` };
}

/** Where its web pages and defaults lie: beside the binary of the archive, or where a package puts them. */
function homePath(context: Context, binary: string): string {
  const folders = [dirname(dirname(realpathSync(binary))), "/usr/share/grafana"];
  const home = folders.find((folder) => existsSync(join(folder, "conf", "defaults.ini")));
  return home ?? skip(context, `no conf/defaults.ini of Grafana in ${folders.join(" or ")}`);
}
