import { equal, throws } from "node:assert/strict";
import { CommandError } from "../../cli/command-error";
import type { Environment } from "../../cli/environments";
import { refuseUnsuitable } from "../../live/suitable";
import { renderingOf, renderingWith } from "../support/rendering";

const SINGLE = "Write `npm run live` for dev, or name with `-- --env` an environment with";

describe("Environments that run as processes of a machine", () => {
  it("are those in topology single with their data on volumes, such as dev", async () => {
    refuseUnsuitable(await renderingOf("dev"));
  });

  it("may lack any part", async () => {
    const config = { "lgtm:grafana": { enabled: false }, "lgtm:tempo": { enabled: false } };
    equal(await refusal(config), undefined);
  });

  it("are none where a backend is more than a process", async () => {
    const text = await refusal({
      "lgtm:loki": {
        topology: "replicated",
        objectStorage: { kind: "s3", bucket: "logs", region: "eu-west-1", credentials: KEYS },
      },
    });
    equal(
      text?.split("\n").slice(0, 3).join("\n"),
      [
        "The pods of test cannot run as processes of this machine:",
        "  loki: topology replicated is more than a process",
        `${SINGLE} \`lgtm:topology: single\` and the`,
      ].join("\n"),
    );
  });

  it("are none where one would write into somebody's bucket", async () => {
    const text = await refusal({
      "lgtm:mimir": {
        objectStorage: { kind: "s3", bucket: "metrics", region: "eu-west-1", credentials: KEYS },
      },
    });
    equal(text?.split("\n")[1], "  mimir: its data is in a bucket (s3), which is left alone");
  });

  it("are none where Grafana would write into somebody's database", async () => {
    const text = await refusal({
      "lgtm:grafana": {
        database: {
          kind: "postgres",
          host: "db.example.com:5432",
          name: "grafana",
          user: "grafana",
          passwordSecret: { name: "grafana-db", key: "password" },
        },
        secretKey: { name: "grafana-key", key: "key" },
      },
    });
    equal(text?.split("\n")[1], "  grafana: its state is in a database, which is left alone");
  });

  it("are none where charts make the pods", async () => {
    const text = await refusal({ "lgtm:prometheus": { mode: "operator" } });
    equal(
      text?.split("\n")[1],
      "  Helm charts make pods that are not rendered: prometheus, prometheus-operator-crds",
    );
  });

  it("say all that is wrong at once", async () => {
    const rendering = await renderingOf("prod");
    throws(
      () => {
        refuseUnsuitable(rendering);
      },
      (error: Error) => {
        equal(error instanceof CommandError, true);
        equal(error.message.split("\n").filter((line) => line.startsWith("  ")).length, 6);
        return true;
      },
    );
  });
});

const KEYS = { kind: "keys", secret: "object-storage" };

/** What the refusal of an environment with this configuration says. */
async function refusal(config: Environment["config"]): Promise<string | undefined> {
  const rendering = await renderingWith(config);
  try {
    refuseUnsuitable(rendering);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
