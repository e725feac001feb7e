import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { ensureTool } from "../../sandbox/tools";
import { type Certificate, makeCertificate } from "../support/dataplane/certificate";
import { request } from "../support/dataplane/http";
import { LokiClient } from "../support/dataplane/loki-client";
import { LISTEN_ON_LOOPBACK, Platform } from "../support/dataplane/platform";
import type { Program } from "../support/dataplane/program";
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
  const started: Program[] = [];

  before(async function () {
    this.timeout("5m");
    folder = mkdtempSync(join(tmpdir(), "lgtm-s3-"));
    certificate = makeCertificate(this, folder);
    s3 = await S3Server.start(folder, ["logs", "metrics"], certificate);
    platform = await Platform.place(stackFile(folder, s3.endpoint));
  });

  after(async () => {
    await Promise.all(started.map((program) => program.kill()));
    await s3.stop();
    platform.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The keys and the certificate come as the pod gets them: from Secrets. */
  async function program(name: "loki" | "mimir", trusted = certificate.pem): Promise<Program> {
    const made = platform.program(name, {
      binary: await ensureTool(name),
      ready: "/ready",
      after: LISTEN_ON_LOOPBACK,
      env: S3_KEYS,
      secrets: { "storage-ca/ca.crt": trusted },
    });
    started.push(made);
    return made;
  }

  it("renders neither key nor certificate into a file, but names where they come from", () => {
    const { env, files, secrets } = platform.pod("loki").pod;
    deepEqual(env, {
      AWS_ACCESS_KEY_ID: "<secret object-storage access-key-id>",
      AWS_SECRET_ACCESS_KEY: "<secret object-storage secret-access-key>",
      SSL_CERT_DIR: "/etc/object-storage/ca",
    });
    deepEqual(secrets, {
      "/etc/object-storage/ca/ca.crt": { secret: "storage-ca", key: "ca.crt" },
    });
    for (const text of Object.values(files)) ok(!/secret_access_key|access_key_id/.test(text));
  });

  it("keeps Loki's chunks in its bucket", async function () {
    this.timeout("3m");
    await (await program("loki")).start();
    const url = platform.url("loki");
    equal((await new LokiClient(url).push({ service_name: "s3" }, "kept in a bucket")).status, 204);
    await request(`${url}/flush`, { method: "POST" });
    await until("a chunk is in the bucket", () =>
      Promise.resolve(s3.objects("logs").find((name) => LOKI_CHUNK.test(name))),
    );
    deepEqual(
      s3.objects("metrics").filter((name) => name.startsWith("fake/")),
      [],
    );
  });

  it("keeps Mimir's blocks in its bucket", async function () {
    this.timeout("3m");
    await (await program("mimir")).start();
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

  it("trusts no server whose authority it was not told", async function () {
    this.timeout("3m");
    const [loki] = started;
    await loki?.kill();
    const other = mkdtempSync(join(folder, "other-"));
    const stranger = await program("loki", makeCertificate(this, other).pem);
    await rejects(stranger.start(), (error: Error) => {
      match(error.message, /x509: certificate signed by unknown/);
      return true;
    });
  });
});

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
