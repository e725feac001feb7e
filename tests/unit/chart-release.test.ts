import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { createRelease, type ReleaseSpec } from "../../components/shared/chart-release";
import { chartSource } from "../../components/shared/chart-source";
import { type ChartsArgs, chartsField } from "../../components/shared/charts";
import { Problems } from "../../components/shared/problems";
import { Place } from "../../components/shared/place";
import { find, listed, record } from "../support/mocks";

const RELEASE = "kubernetes:helm.sh/v3:Release";
const CHART = "kubernetes:helm.sh/v4:Chart";

function settings(args: ChartsArgs) {
  const problems = new Problems();
  const charts = chartsField().read(args, new Place("charts", problems));
  problems.throwIfAny("charts");
  return charts;
}

function spec(args: ChartsArgs): ReleaseSpec {
  return {
    chart: "loki",
    name: "logs",
    namespace: "monitoring",
    values: { replicas: 3, minio: null },
    charts: settings(args),
  };
}

async function made(args: ChartsArgs, type: string, options: pulumi.CustomResourceOptions = {}) {
  return find(
    await record(() => createRelease("lgtm-loki", spec(args), options)),
    type,
    "lgtm-loki",
  );
}

const common = {
  name: "logs",
  namespace: "monitoring",
  chart: "loki",
  version: "18.11.0",
  values: { replicas: 3, minio: null },
  skipCrds: false,
};
const official = "https://grafana-community.github.io/helm-charts";

describe("a release of a chart", () => {
  it("is one of Helm's, undone when it does not become ready in time", async () => {
    const { inputs } = await made({ timeout: "20m" }, RELEASE);
    assert.deepEqual(inputs, {
      ...common,
      // Of the SDK itself.
      compat: "true",
      repositoryOpts: { repo: official },
      atomic: true,
      cleanupOnFail: true,
      timeout: 1200,
    });
  });

  it("is made of single objects when that is asked for", async () => {
    const { inputs } = await made({ delivery: "chart" }, CHART);
    assert.deepEqual(inputs, { ...common, repositoryOpts: { repo: official } });
  });

  it("is protected by either delivery, for it may hold data", async () => {
    for (const [delivery, type] of [
      ["release", RELEASE],
      ["chart", CHART],
    ] as const) {
      assert.equal((await made({ delivery }, type, { protect: true })).protect, true, delivery);
    }
  });

  it("gives a mirror its user and, as a secret, the password", async () => {
    const mirror = {
      repository: "https://mirror.example.com/charts",
      username: "reader",
      password: "s3cret-word",
    };
    for (const [delivery, type] of [
      ["release", RELEASE],
      ["chart", CHART],
    ] as const) {
      const { inputs, secrets } = await made({ ...mirror, delivery }, type);
      assert.deepEqual(inputs.repositoryOpts, {
        repo: mirror.repository,
        username: "reader",
        password: "s3cret-word",
      });
      assert.deepEqual(secrets, ["repositoryOpts.password"], delivery);
    }
  });

  it("takes the password out of a Secret, by a read of the engine's", async () => {
    const mirror = {
      repository: "https://mirror.example.com/charts",
      username: "reader",
      passwordSecret: { name: "registry", key: "token" },
    };
    const recorded = await record(() => createRelease("lgtm-loki", spec(mirror), {}));
    const { inputs, secrets } = find(recorded, RELEASE, "lgtm-loki");
    assert.equal((inputs.repositoryOpts as { username: string }).username, "reader");
    assert.deepEqual(secrets, ["repositoryOpts.password"]);
  });

  it("reads no Secret for a chart of a folder, or of its publisher", async () => {
    const passwordSecret = { name: "registry", key: "token" };
    const credentials = { username: "reader", passwordSecret };
    for (const from of [{}, { directory: "charts" }]) {
      const args = spec({ ...from, ...credentials });
      const recorded = await record(() => createRelease("lgtm-loki", args, {}));
      assert.deepEqual(listed(recorded), [`${RELEASE} lgtm-loki`]);
      const { repositoryOpts } = find(recorded, RELEASE, "lgtm-loki").inputs;
      assert.deepEqual(
        Object.keys(repositoryOpts as object).filter((k) => k !== "repo"),
        [],
      );
    }
  });

  it("is delivered as what is said of its chart, before what is said of all", async () => {
    const sources = { loki: { delivery: "chart" } } as const;
    assert.equal((await made({ sources }, CHART)).inputs.version, "18.11.0");
    const other = { delivery: "chart", sources: { loki: { delivery: "release" } } } as const;
    assert.equal((await made(other, RELEASE)).inputs.version, "18.11.0");
  });

  it("gives the official repository nothing", async () => {
    const { inputs } = await made({ username: "reader", password: "s3cret-word" }, RELEASE);
    assert.deepEqual(inputs.repositoryOpts, { repo: official });
  });
});

describe("where a chart comes from", () => {
  const cases: [string, ChartsArgs, object][] = [
    [
      "its publisher",
      {},
      { chart: "loki", version: "18.11.0", repository: official, takesCredentials: false },
    ],
    [
      "a mirror of all",
      { repository: "https://m.example.com" },
      {
        chart: "loki",
        version: "18.11.0",
        repository: "https://m.example.com",
        takesCredentials: true,
      },
    ],
    [
      "an OCI registry, in which it has an address of its own",
      { repository: "oci://m.example.com/charts/" },
      { chart: "oci://m.example.com/charts/loki", version: "18.11.0", takesCredentials: true },
    ],
    [
      "a folder of charts",
      { directory: "charts/" },
      { chart: "charts/loki", takesCredentials: false },
    ],
    [
      "its own path before the folder of all",
      { directory: "charts", sources: { loki: { path: "mine/loki" } } },
      { chart: "mine/loki", takesCredentials: false },
    ],
    [
      "its own repository before the folder of all",
      { directory: "charts", sources: { loki: { repository: "https://l.example.com" } } },
      {
        chart: "loki",
        version: "18.11.0",
        repository: "https://l.example.com",
        takesCredentials: true,
      },
    ],
    [
      "its publisher in a version of its own",
      { sources: { loki: { version: "18.12.0" } } },
      { chart: "loki", version: "18.12.0", repository: official, takesCredentials: false },
    ],
  ];
  for (const [name, args, expected] of cases) {
    it(`is ${name}`, () => {
      assert.deepEqual(chartSource("loki", settings(args)), expected);
    });
  }
});
