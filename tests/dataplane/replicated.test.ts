import { deepEqual, equal, ok } from "node:assert/strict";
import { Load } from "../support/dataplane/load";
import { QueryWatch } from "../support/dataplane/query-watch";
import type { Replica } from "../support/dataplane/replica-set";
import {
  type Replicated,
  type ReplicatedStore,
  startReplicated,
} from "../support/dataplane/replicated";
import { REPLICATED_APIS } from "../support/dataplane/replicated-api";
import { until } from "../support/until";

/**
 * The rule: as long as two of three replicas run, no reader waits longer for an answer, and no writer for an
 * acknowledgement. What was on its way to a process that ends may fail: clients send it again.
 */
const LONGEST_OUTAGE_MILLISECONDS = 5_000;

/** So that a Mimir whose volumes are new asks the bucket also for what is young, and at once. */
const SETTINGS = {
  loki: {},
  mimir: {
    querier: { query_store_after: "0s" },
    blocks_storage: { bucket_store: { sync_interval: "2s", ignore_blocks_within: "0s" } },
    compactor: { cleanup_interval: "2s" },
  },
} as const;

for (const store of ["loki", "mimir"] as const satisfies ReplicatedStore[]) {
  describe(`Three replicas of ${store}, one a zone`, function () {
    this.timeout("5m");
    const api = REPLICATED_APIS[store];
    let live: Replicated;
    let zones: readonly [Replica, Replica, Replica];
    let load: Load;
    let watch: QueryWatch;
    /** Whatever was started, to be ended in the opposite order: a suite may end in the middle of it. */
    const undone: (() => Promise<void>)[] = [];

    before(async function () {
      live = await startReplicated(this, store, SETTINGS[store]);
      undone.push(() => live.remove());
      const [a, b, c] = live.set.replicas;
      zones = [a!, b!, c!];
      load = new Load((item) => api.write(live.service.url(), item));
      undone.push(() => load.finish());
      await load.more(200);
      watch = new QueryWatch(async () => {
        const expected = load.total;
        return { expected, found: await api.count(live.service.url()) };
      });
      undone.push(() => watch.finish());
    });

    after(async () => {
      for (const undo of undone.reverse()) await undo();
    });

    it("take writes while one is killed, and while it comes back", async () => {
      await live.service.kill(zones[1]);
      await load.more(500);
      await live.service.start(zones[1]);
      await load.more(300);
    });

    it("take writes while all are restarted, one after the other", async () => {
      for (const replica of zones) {
        await live.service.restart(replica);
        await load.more(200);
      }
      deepEqual(load.outages.longerThan(LONGEST_OUTAGE_MILLISECONDS), []);
    });

    it("answered all the while with everything that was acknowledged", async () => {
      await watch.finish();
      deepEqual(watch.outages.longerThan(LONGEST_OUTAGE_MILLISECONDS), []);
      deepEqual(watch.incomplete, []);
      ok(watch.answers >= 100, `${watch.answers} answers`);
    });

    it("refuse what only one of them could keep, and take it when another is back", async () => {
      const [first, second, third] = zones;
      await live.service.kill(second);
      await live.service.kill(third);
      const { status, body } = await api.write(first.url, { writer: 9, number: 1 });
      equal(status, 500, body);
      await second.program.start();
      equal((await api.write(first.url, { writer: 9, number: 2 })).status < 300, true);
      await live.service.start(third);
      await load.more(200);
      await load.finish();
    });

    it("have lost nothing that was acknowledged", async () => {
      deepEqual(await lost(), []);
      ok(load.total >= 1800, `${load.total} acknowledged`);
    });

    it("have it all in the bucket: every volume may go", async () => {
      await Promise.all(zones.map(({ url }) => api.flush(url)));
      await live.set.endAndLoseVolumes();
      await live.set.start();
      await until("everything is read from the bucket", async () => {
        const missing = await lost();
        if (missing.length > 0) throw new Error(missing.join(", "));
        return true;
      });
    });

    function lost(): Promise<string[]> {
      return load.lost((writer) => api.numbers(live.service.url(), writer));
    }
  });
}
