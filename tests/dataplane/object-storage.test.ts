import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { ensureTool } from "../../sandbox/tools";
import { type Certificate, makeCertificate } from "../support/dataplane/certificate";
import { request } from "../../live/clients/http";
import { LokiClient } from "../../live/clients/loki-client";
import { readEnvironment } from "../../cli/environments";
import { renderEnvironment } from "../../cli/render/render";
import { LOOPBACK } from "../../live/loopback";
import { Platform } from "../../live/pods/platform";
import type { Program } from "../../live/processes/program";
import { foundTool } from "../support/dataplane/found-tool";
import { remoteWrite } from "../support/dataplane/remote-write";
import { S3_KEYS, S3Server } from "../support/dataplane/s3-server";
import { until } from "../support/until";

/** What a bucket must hold for its data not to be gone with the pod. */
const LOKI_CHUNK = /^fake\/[0-9a-f]+\//;
const MIMIR_BLOCK = /^blocks\/anonymous\/[0-9A-Z]{26}\/meta\.json$/;

describe("Loki and Mimir in a bucket, over TLS with an authority of their own", () => {
  let folder: string;
  let certificate: Certificate;
  let s3: S3Server;
  let platform: Platform;
  /** What must end or go, the last first. */
  const undo: (() => unknown)[] = [];

  before(async function () {
    this.timeout("5m");
    folder = mkdtempSync(join(tmpdir(), "lgtm-s3-"));
    undo.push(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    certificate = makeCertificate(this, folder);
    s3 = await S3Server.start(folder, ["logs", "metrics"], certificate);
    undo.push(() => s3.stop());
    const rendering = await renderEnvironment(readEnvironment(stackFile(folder, s3.endpoint)));
    platform = await Platform.place(rendering, { parent: folder });
    undo.push(() => {
      platform.remove();
    });
  });

  after(async () => {
    for (const step of undo.reverse()) await step();
  });

  /** The keys and the certificate come as the pod gets them: from Secrets. */
  function program(
    name: "loki" | "mimir",
    binary: string,
    { trusted = certificate.pem, env = S3_KEYS }: { trusted?: string; env?: Environment } = {},
  ): Program {
    const made = platform.program(name, binary, {
      env,
      secrets: { "storage-ca/ca.crt": trusted },
    });
    undo.push(() => made.kill());
    return made;
  }

  it("renders neither key nor certificate into a file, but names where they come from", () => {
    const { env, files, secrets } = platform.pod("loki").pod;
    deepEqual(env, {
      AWS_ACCESS_KEY_ID: { secret: "object-storage", key: "access-key-id" },
      AWS_SECRET_ACCESS_KEY: { secret: "object-storage", key: "secret-access-key" },
      SSL_CERT_DIR: { value: "/etc/object-storage/ca" },
    });
    deepEqual(secrets, {
      "/etc/object-storage/ca/ca.crt": { secret: "storage-ca", key: "ca.crt" },
    });
    for (const text of Object.values(files)) ok(!/secret_access_key|access_key_id/.test(text));
  });

  it("keeps Loki's chunks in its bucket", async function () {
    this.timeout("3m");
    const loki = await program("loki", await foundTool(this, "loki")).start();
    const url = platform.url("loki");
    equal((await new LokiClient(url).push({ service_name: "s3" }, "kept in a bucket")).status, 204);
    await request(`${url}/flush`, { method: "POST" });
    await until("a chunk is in the bucket", () =>
      Promise.resolve(s3.objects("logs").find((name) => LOKI_CHUNK.test(name))),
    );
    await loki.kill();
  });

  it("keeps Mimir's blocks in its bucket", async function () {
    this.timeout("3m");
    await program("mimir", await ensureTool("mimir")).start();
    const url = platform.url("mimir");
    const { status } = await remoteWrite(`${url}/api/v1/push`, [
      { labels: { __name__: "kept" }, samples: [{ value: 1, timestamp: Date.now() }] },
    ]);
    equal(status, 200);
    await request(`${url}/ingester/flush?wait=true`, { method: "POST" });
    await until("a block is in the bucket", () =>
      Promise.resolve(s3.objects("metrics").find((name) => MIMIR_BLOCK.test(name))),
    );
  });

  it("asks the agent of EKS Pod Identity where there are no keys", async function () {
    this.timeout("3m");
    const binary = await foundTool(this, "loki");
    const asked: (string | undefined)[] = [];
    const agent = createServer((incoming, answer) => {
      asked.push(incoming.headers.authorization);
      answer.end(
        JSON.stringify({
          AccessKeyId: S3_KEYS.AWS_ACCESS_KEY_ID,
          SecretAccessKey: S3_KEYS.AWS_SECRET_ACCESS_KEY,
          Expiration: new Date(Date.now() + 3_600_000).toISOString(),
        }),
      );
    }).listen(0, LOOPBACK);
    undo.push(() => agent.close());
    await once(agent, "listening");
    const token = join(folder, "pod-identity-token");
    writeFileSync(token, "token-of-the-pod");
    const { port } = agent.address() as AddressInfo;
    const loki = program("loki", binary, {
      // What EKS puts into a pod whose service account has an association.
      env: {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://${LOOPBACK}:${port}/v1/credentials`,
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: token,
      },
    });
    await loki.start();
    await loki.kill();
    deepEqual([...new Set(asked)], ["token-of-the-pod"]);
  });

  it("trusts no server whose authority it was not told", async function () {
    this.timeout("3m");
    const other = mkdtempSync(join(folder, "other-"));
    const binary = await foundTool(this, "loki");
    const stranger = program("loki", binary, { trusted: makeCertificate(this, other).pem });
    await rejects(stranger.start(), (error: Error) => {
      match(error.message, /x509: certificate signed by unknown/);
      return true;
    });
  });
});

type Environment = Readonly<Record<string, string>>;

/** The dev environment with buckets for logs and metrics. */
function stackFile(folder: string, endpoint: string): string {
  const file = join(folder, "Pulumi.bucket.yaml");
  const bucket = (name: string) => ({
    objectStorage: {
      kind: "s3-compatible",
      bucket: name,
      endpoint,
      ca: { secret: "storage-ca" },
      credentials: { kind: "keys", secret: "object-storage" },
    },
  });
  writeFileSync(
    file,
    stringify({ config: { "lgtm:loki": bucket("logs"), "lgtm:mimir": bucket("metrics") } }),
  );
  return file;
}
