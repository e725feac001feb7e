import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { createRelease, type ReleaseSpec } from "../../components/shared/chart-release";
import { chartSource } from "../../components/shared/chart-source";
import { type ChartsArgs, chartsField } from "../../components/shared/charts";
import { Problems } from "../../components/shared/problems";
import { Place } from "../../components/shared/shape";
import { find, record } from "../support/mocks";

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
      { chart: "loki", version: "18.11.0", repository: official, official: true },
    ],
    [
      "a mirror of all",
      { repository: "https://m.example.com" },
      { chart: "loki", version: "18.11.0", repository: "https://m.example.com", official: false },
    ],
    [
      "an OCI registry, in which it has an address of its own",
      { repository: "oci://m.example.com/charts/" },
      { chart: "oci://m.example.com/charts/loki", version: "18.11.0", official: false },
    ],
    ["a folder of charts", { directory: "charts/" }, { chart: "charts/loki", official: false }],
    [
      "its own path before the folder of all",
      { directory: "charts", sources: { loki: { path: "mine/loki" } } },
      { chart: "mine/loki", official: false },
    ],
    [
      "its own repository before the folder of all",
      { directory: "charts", sources: { loki: { repository: "https://l.example.com" } } },
      { chart: "loki", version: "18.11.0", repository: "https://l.example.com", official: false },
    ],
    [
      "its publisher in a version of its own",
      { sources: { loki: { version: "18.12.0" } } },
      { chart: "loki", version: "18.12.0", repository: official, official: true },
    ],
  ];
  for (const [name, args, expected] of cases) {
    it(`is ${name}`, () => {
      assert.deepEqual(chartSource("loki", settings(args)), expected);
    });
  }
});
