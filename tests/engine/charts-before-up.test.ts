import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { readEnvironment } from "../../cli/environments";
import { renderEnvironment } from "../../cli/render/render";
import { ChartStore } from "../../cli/helm/chart-store";
import { DEPLOY_CREDENTIALS, examineUpgrade } from "../../cli/upgrade/examine";
import { CHARTS } from "../../components/versions";
import { ensureTool } from "../../sandbox/tools";
import { chartPackage } from "../support/charts/chart-package";
import { type HttpRepositoryOptions, startHttpRepository } from "../support/charts/http-repository";
import type { LoopbackServer } from "../support/charts/loopback-server";
import { failure, programEngine } from "../support/engine/program-engine";
import { onlyParts } from "../support/only-parts";

const { version } = CHARTS.pyroscope;
const NAMESPACE = "charts-before-up";

describe("charts from a repository, before anything is deployed", function () {
  this.timeout(60_000);
  let folder = "";
  let store: ChartStore;
  const servers: LoopbackServer[] = [];

  before(async function () {
    // The first run on a machine builds the program.
    this.timeout(1_800_000);
    folder = mkdtempSync(join(tmpdir(), "lgtm-before-up-"));
    store = new ChartStore(await ensureTool("helm"), join(folder, "cache"), DEPLOY_CREDENTIALS);
  });
  after(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    rmSync(folder, { recursive: true });
  });

  /** What an `up` says of this repository, in a place where there is no cluster to come to unless one is named. */
  async function said(
    options: HttpRepositoryOptions,
    charts = {},
    {
      password,
      kubeconfig = join(folder, "none"),
    }: { password?: string; kubeconfig?: string } = {},
  ) {
    const { server, url } = await startHttpRepository(
      [chartPackage("pyroscope", version, { "values.yaml": "architecture: {}" })],
      options,
    );
    servers.push(server);
    const bucket = {
      kind: "s3",
      region: "eu-west-1",
      bucket: "acme-profiles",
      credentials: { kind: "pod-identity" },
    };
    const config = {
      ...onlyParts("pyroscope"),
      "lgtm:pyroscope": { topology: "distributed", objectStorage: bucket },
      "lgtm:charts": { repository: url, ...charts },
      "lgtm:namespace": { name: NAMESPACE, mode: "adopt" },
    };
    const file = join(folder, "Pulumi.mirrored.yaml");
    writeFileSync(file, stringify({ config }));
    const environment = readEnvironment(file);
    return failure(
      examineUpgrade({
        environment,
        rendering: await renderEnvironment(environment),
        cluster: { kubeconfig },
        password,
        progress: () => undefined,
        locate: (inputs) => store.locate(inputs),
      }),
    );
  }

  it("are pulled, and their values held against them", async () => {
    const lines = (await said({})).split("\n");
    assert.match(lines[0] ?? "", /^Error: Charts of mirrored: \d+ problems, nothing was deployed$/);
    assert.equal(
      lines.find((line) => line.includes("minio")),
      `  mirrored: values of pyroscope.minio: got "minio"; allowed: a key that the chart pyroscope ${version} has; write one of its values.yaml, or remove it`,
    );
  });

  it("are pulled with the user of the configuration", async () => {
    const credentials = { username: "reader", password: "s3cret-word" };
    assert.match(
      await said({ credentials }),
      /It wants credentials: set lgtm:charts\.username, and lgtm:chartsPassword or lgtm:charts\.passwordSecret$/,
    );
    const { username } = credentials;
    assert.match(
      await said({ credentials }, { username }, { password: "another" }),
      /It refuses the credentials of the user "reader": correct lgtm:charts\.username or its password$/,
    );
    const { password } = credentials;
    assert.match(await said({ credentials }, { username }, { password }), /nothing was deployed/);
  });

  it("are pulled with the password of a Secret in the cluster", async () => {
    const { objects, kubeconfig } = await programEngine();
    const credentials = { username: "reader", password: "s3cret-word" };
    const home = { apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } };
    const metadata = { name: "registry", namespace: NAMESPACE };
    const stringData = { token: "s3cret-word" };
    await objects.create(home);
    await objects.create({ apiVersion: "v1", kind: "Secret", metadata, stringData });
    const charts = { username: "reader", passwordSecret: { name: "registry", key: "token" } };
    assert.match(await said({ credentials }, charts, { kubeconfig }), /nothing was deployed/);
    await objects.delete(home);
  });
});
