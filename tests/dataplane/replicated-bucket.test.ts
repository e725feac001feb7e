import { deepEqual, equal, ok } from "node:assert/strict";
import { request } from "../../live/clients/http";
import { LokiClient } from "../../live/clients/loki-client";
import type { Replica } from "../support/dataplane/replica-set";
import { type Replicated, startReplicated } from "../support/dataplane/replicated";
import { REPLICATED_APIS } from "../support/dataplane/replicated-api";
import { remoteWrite } from "../support/dataplane/remote-write";
import { until } from "../support/until";

const HOUR_MILLISECONDS = 3_600_000;

/** Both are kept for 24 hours here. */
const OLD_HOURS = 30;
const YOUNG_HOURS = 5;

describe("The bucket of three Lokis", function () {
  this.timeout("3m");
  let loki: Replicated;
  const undone: (() => Promise<void>)[] = [];
  let replicas: readonly Replica[];

  before(async function () {
    loki = await startReplicated(this, "loki", {
      compactor: { compaction_interval: "2s", retention_delete_delay: "1s" },
    });
    undone.push(() => loki.remove());
    replicas = loki.set.replicas;
  });

  after(() => Promise.all(undone.map((undo) => undo())));

  it("gets the same chunk of three replicas once", async () => {
    for (const hours of [OLD_HOURS, YOUNG_HOURS]) {
      const client = new LokiClient(loki.service.url());
      const { status } = await client.push(stream(hours), "a line", {}, chunkTime(hours));
      equal(status, 204);
    }
    await Promise.all(replicas.map(({ url }) => REPLICATED_APIS.loki.flush(url)));
    await until("both chunks are there", () =>
      Promise.resolve((chunks(OLD_HOURS) > 0 && chunks(YOUNG_HOURS) > 0) || undefined),
    );
    deepEqual([chunks(OLD_HOURS), chunks(YOUNG_HOURS)], [1, 1]);
  });

  it("has one index of the day that is kept, and none of the other", async () => {
    // The index comes when a replica ends, or every 15 minutes.
    for (const replica of replicas) await loki.service.restart(replica);
    const tables = await until("the index is compacted", () => {
      const found = objects().filter((name) => name.startsWith("index/index_"));
      return Promise.resolve(found.length === 1 ? found : undefined);
    });
    const day = Math.floor(chunkTime(YOUNG_HOURS) / (24 * HOUR_MILLISECONDS));
    ok(tables[0]!.startsWith(`index/index_${day}/fake/`), tables[0]);
  });

  it("loses what is older than it is kept, even when the compactor that marked it is gone", async () => {
    await until("it is marked in the bucket", () =>
      Promise.resolve(objects().some((name) => name.startsWith("deletion-markers/")) || undefined),
    );
    await loki.service.restart(await compactor());
    await until("it is deleted", () => Promise.resolve(chunks(OLD_HOURS) === 0 || undefined));
    equal(chunks(YOUNG_HOURS), 1);
  });

  /** The one replica of the three that compacts. */
  function compactor(): Promise<Replica> {
    return until("a replica compacts", async () => {
      for (const replica of replicas) {
        const metrics = await request(`${replica.url}/metrics`);
        if (/^loki_boltdb_shipper_compactor_running 1$/m.test(metrics)) return replica;
      }
      return undefined;
    });
  }

  function objects(): string[] {
    return loki.bucket.objects("loki");
  }

  /** How many chunks begin at that time: it is part of their names. */
  function chunks(hours: number): number {
    const beginning = `/${chunkTime(hours).toString(16)}:`;
    return objects().filter((name) => name.includes(beginning)).length;
  }
});

describe("The bucket of three Mimirs", function () {
  this.timeout("3m");
  let mimir: Replicated;
  const undone: (() => Promise<void>)[] = [];
  let replicas: readonly Replica[];

  before(async function () {
    mimir = await startReplicated(this, "mimir", {
      compactor: {
        compaction_interval: "2s",
        cleanup_interval: "2s",
        deletion_delay: "1s",
        first_level_compaction_wait_period: "0s",
      },
    });
    undone.push(() => mimir.remove());
    replicas = mimir.set.replicas;
  });

  after(() => Promise.all(undone.map((undo) => undo())));

  it("gets a block of each replica, which become one, and loses what is older than it is kept", async () => {
    for (const hours of [OLD_HOURS, YOUNG_HOURS]) {
      const { status, body } = await remoteWrite(`${mimir.service.url()}/api/v1/push`, [
        { labels: { __name__: "aged" }, samples: [{ value: hours, timestamp: chunkTime(hours) }] },
      ]);
      equal(status, 200, body);
    }
    const seen = new Set<string>();
    const marked = new Set<string>();
    const watch = until("one block is left", () => {
      const there = blocks("meta.json");
      for (const block of there) seen.add(block);
      for (const block of blocks("deletion-mark.json")) marked.add(block);
      return Promise.resolve(seen.size > 6 && there.length === 1 ? there : undefined);
    });
    await Promise.all(replicas.map(({ url }) => REPLICATED_APIS.mimir.flush(url)));
    const [left = ""] = await watch;
    const meta = JSON.parse(mimir.bucket.read("mimir", `blocks/anonymous/${left}/meta.json`)) as {
      minTime: number;
      maxTime: number;
      stats: { numSamples: number };
      compaction: { sources: string[] };
    };
    const young = chunkTime(YOUNG_HOURS);
    ok(meta.minTime <= young && young < meta.maxTime, JSON.stringify(meta));
    equal(meta.stats.numSamples, 1);
    equal(meta.compaction.sources.length, replicas.length);
    // Nothing goes without a mark, which tells readers in time.
    deepEqual(
      [...seen].filter((block) => !marked.has(block)),
      [left],
    );
  });

  /** Ids of blocks that have a file of that name. */
  function blocks(file: string): string[] {
    return mimir.bucket
      .objects("mimir")
      .filter((name) => name.startsWith("blocks/anonymous/01") && name.endsWith(`/${file}`))
      .map((name) => name.split("/")[2]!);
  }
});

const now = Date.now();

function chunkTime(hours: number): number {
  return now - hours * HOUR_MILLISECONDS;
}

function stream(hours: number) {
  return { service_name: "aged", hours: String(hours) };
}
