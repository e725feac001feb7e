import assert from "node:assert/strict";
import { join } from "node:path";
import * as kubernetes from "@pulumi/kubernetes";
import type { Stack } from "@pulumi/pulumi/automation";
import { type HttpRepositoryOptions, startHttpRepository } from "../support/charts/http-repository";
import type { LoopbackServer } from "../support/charts/loopback-server";
import { type OciRegistryOptions, startOciRegistry } from "../support/charts/oci-registry";
import { type ChartPackage, packageChart } from "../support/charts/package-chart";
import { failure, type ProviderEngine, providerEngine } from "../support/provider-engine";

type Args = Partial<kubernetes.helm.v3.ReleaseArgs>;
const credentials = { username: "reader", password: "s3cret-word" };

describe("embedded provider: where charts come from", function () {
  this.timeout(120_000);
  let engine: ProviderEngine;
  let charts: ChartPackage[];
  const servers: LoopbackServer[] = [];

  before(async function () {
    // The first run on a machine builds the programs.
    this.timeout(1_800_000);
    engine = await providerEngine();
    const folder = join(engine.folder, "packages");
    charts = await Promise.all([
      packageChart("web", folder, "1.2.0"),
      packageChart("web", folder, "1.1.0"),
      packageChart("restless", folder, "2.0.0"),
    ]);
  });

  after(() => Promise.all(servers.map((server) => server.stop())));

  async function repository(options?: HttpRepositoryOptions) {
    const started = await startHttpRepository(charts, options);
    servers.push(started.server);
    return started;
  }

  async function registry(options?: OciRegistryOptions) {
    const started = await startOciRegistry(charts, options);
    servers.push(started.server);
    return started;
  }

  function release(stackName: string, args: () => Args): Promise<Stack> {
    return engine.stack(stackName, async () => {
      const given = { name: stackName, namespace: "default", chart: "web", version: "1.2.0" };
      new kubernetes.helm.v3.Release("web", { ...given, ...args() });
      return Promise.resolve();
    });
  }

  /** What a preview says that must fail. */
  async function refusal(stackName: string, args: Args): Promise<string> {
    return failure((await release(stackName, () => args)).preview());
  }

  async function greeting(name: string): Promise<string | undefined> {
    const found = await engine.find("v1", "ConfigMap", name, "default");
    return (found as { data: { greeting: string } } | undefined)?.data.greeting;
  }

  it("pulls from an HTTP repository once, and needs no network afterwards", async () => {
    const { server, url } = await repository();
    let greet = "hello";
    const args = () => ({ repositoryOpts: { repo: url }, values: { greeting: greet } });
    const stack = await release("http", args);
    await stack.up();
    assert.equal(await greeting("http"), "hello");
    assert.deepEqual(server.requests, ["GET /charts/index.yaml", "GET /charts/web-1.2.0.tgz"]);
    await stack.preview({ expectNoChanges: true });
    assert.equal(server.requests.length, 2);

    await server.stop();
    greet = "bye";
    await stack.up();
    assert.equal(await greeting("http"), "bye");
    await stack.destroy();
  });

  it("asks a mirror alone, once that is named", async () => {
    const official = await repository();
    const mirror = await repository();
    const stack = await release("mirrored", () => ({ repositoryOpts: { repo: mirror.url } }));
    await stack.preview();
    assert.deepEqual(official.server.requests, []);
    assert.ok(mirror.server.requests.includes("GET /charts/web-1.2.0.tgz"));
  });

  it("checks values against the chart's schema in the preview, without naming secrets", async () => {
    const { url } = await repository();
    const message = await refusal("schema", {
      repositoryOpts: { repo: url },
      values: { replicas: "three", greting: "hi" },
    });
    assert.match(message, /replicas.*(expected integer|got string)/i);
    assert.match(message, /greting/);
  });

  it("gives a repository its credentials", async () => {
    const { server, url } = await repository({ credentials });
    const stack = await release("authorised", () => ({
      repositoryOpts: { repo: url, ...credentials },
    }));
    await stack.preview();
    assert.ok(server.requests.includes("GET /charts/web-1.2.0.tgz"));
  });

  it("says that a repository wants credentials, or refuses those that it got", async () => {
    const { url } = await repository({ credentials });
    assert.match(
      await refusal("anonymous", { repositoryOpts: { repo: url } }),
      /the chart web 1\.2\.0 of http:\S+\/charts could not be had: .*401.*It wants credentials: set repositoryOpts\.username and repositoryOpts\.password/s,
    );
    const wrong = { repo: url, username: "reader", password: "an0ther-word" };
    const message = await refusal("wrong-password", { repositoryOpts: wrong });
    assert.match(
      message,
      /It refuses the credentials of the user "reader": correct repositoryOpts/,
    );
    assert.ok(!message.includes("an0ther-word"));
  });

  it("refuses a package that is not the one its index names", async () => {
    const digests = { "web-1.2.0": "0".repeat(64) };
    const { url } = await repository({ digests });
    assert.match(
      await refusal("changed", { repositoryOpts: { repo: url } }),
      /the package has the digest [0-9a-f]{64}, its repository's index says 0{64}: it was changed after it was published/,
    );
  });

  it("says which version or chart it may have been", async () => {
    const { url } = await repository();
    const repositoryOpts = { repo: url };
    assert.match(
      await refusal("no-version", { repositoryOpts, version: "9.9.9" }),
      /the chart web 9\.9\.9 of \S+ could not be had: .*The repository has 1\.2\.0, 1\.1\.0/s,
    );
    assert.match(
      await refusal("no-chart", { repositoryOpts, chart: "wbe" }),
      /the chart wbe 1\.2\.0 of \S+ could not be had: .*Did you mean "web"\?/s,
    );
    assert.match(
      await refusal("no-folder", { chart: "./no/such/folder" }),
      /there is no chart at \.\/no\/such\/folder: correct the path/,
    );
  });

  it("says within seconds that there is no network", async () => {
    const { server, url } = await repository();
    await server.stop();
    const started = Date.now();
    assert.match(
      await refusal("no-network", { repositoryOpts: { repo: url } }),
      /127\.0\.0\.1:\d+ cannot be reached: ECONNREFUSED\. Without a network, use a chart that lies in a folder/,
    );
    assert.match(
      await refusal("no-name", { repositoryOpts: { repo: "https://charts.invalid" } }),
      /charts\.invalid could not be had: .*(no such host|no answer)/,
    );
    assert.ok(Date.now() - started < 30_000, `it took ${Date.now() - started} ms`);
  });

  it("pulls from an OCI registry once", async () => {
    const open = await registry();
    const stack = await release("oci", () => ({ chart: `${open.url}/web` }));
    await stack.up();
    assert.equal(await greeting("oci"), "hello");
    const asked = open.server.requests.length;
    await stack.preview({ expectNoChanges: true });
    assert.equal(open.server.requests.length, asked);
    await stack.destroy();

    assert.match(await refusal("oci-none", { chart: `${open.url}/wbe` }), /wbe:1\.2\.0: not found/);
  });

  // On loopback helm falls back to plain HTTP by itself, but sends no password over it.
  it("gives an OCI registry its credentials", async () => {
    const { cert, key, authority: caFile } = await engine.certificate();
    const { url } = await registry({ credentials, certificate: { cert, key } });
    const login = (opts: object) => ({ chart: `${url}/web`, repositoryOpts: { caFile, ...opts } });
    await (await release("oci-login", () => login(credentials))).preview();
    assert.match(await refusal("oci-anonymous", login({})), /It wants credentials/);
    assert.match(
      await refusal("oci-wrong", login({ ...credentials, password: "wrong" })),
      /It refuses the credentials of the user "reader"/,
    );
  });

  it("speaks TLS with an authority of the user's own", async () => {
    const { cert, key, authority } = await engine.certificate();
    const secure = await registry({ certificate: { cert, key } });
    const chart = `${secure.url}/web`;
    assert.match(await refusal("oci-tls", { chart }), /certificate/);
    const trusting = { chart, repositoryOpts: { caFile: authority } };
    await (await release("oci-authority", () => trusting)).preview();
    const web = await repository({ certificate: { cert, key } });
    assert.match(await refusal("tls", { repositoryOpts: { repo: web.url } }), /certificate/);
    const repositoryOpts = { repo: web.url, caFile: authority };
    await (await release("authority", () => ({ repositoryOpts }))).preview();
  });

  it("refuses an OCI chart whose content has another digest", async () => {
    const { url } = await registry({ corrupt: true });
    assert.match(await refusal("oci-corrupt", { chart: `${url}/web` }), /mismatched digest/);
  });
});
