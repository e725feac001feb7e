import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Context } from "mocha";
import type { Environment } from "../../../cli/environments";
import { renderEnvironment } from "../../../cli/render/render";
import { merge } from "../../../components/shared/merge";
import { ensureTool } from "../../../sandbox/tools";
import { skip } from "../skip";
import { makeCertificate } from "./certificate";
import { NOBODY } from "../../../live/loopback";
import { foundTool } from "./found-tool";
import { ReplicaSet } from "./replica-set";
import { S3_KEYS, S3Server } from "./s3-server";
import { Service } from "./service";

export const ZONES = ["zone-a", "zone-b", "zone-c"] as const;

/** Settings of a store's own configuration file, under `config` where a user would write them. */
type Settings = Readonly<Record<string, unknown>>;

/** Waits that would only make a test longer. */
const HASTE: Readonly<Record<ReplicatedStore, Settings>> = {
  loki: { shutdown_delay: "1s", ingester: { lifecycler: { min_ready_duration: "1s" } } },
  mimir: { shutdown_delay: "1s", ingester: { ring: { min_ready_duration: "1s" } } },
};

/** Where each store's pods live on this machine. Every address of this network is one of the loopback. */
const NETWORKS = { loki: "127.7.1", mimir: "127.7.2" } as const;

const OWN_GRPC = {
  loki: [],
  mimir: ["query-frontend.scheduler-address", "querier.scheduler-address"],
} as const;

export type ReplicatedStore = keyof typeof NETWORKS;

/** Three replicas of one store from a rendered environment, the Service in front of them, and their bucket. */
export interface Replicated {
  set: ReplicaSet;
  service: Service;
  bucket: S3Server;
  remove(): Promise<void>;
}

/** Renders the environment with these settings of the store, starts the bucket and then all three replicas. */
export async function startReplicated(
  context: Context,
  store: ReplicatedStore,
  settings: Settings,
): Promise<Replicated> {
  if (process.platform !== "linux") {
    return skip(context, "only Linux lets replicas listen on addresses of 127.0.0.0/8");
  }
  const binary = store === "loki" ? await foundTool(context, store) : await ensureTool(store);
  const folder = mkdtempSync(join(tmpdir(), "lgtm-bucket-"));
  const certificate = makeCertificate(context, folder);
  const bucket = await S3Server.start(folder, [store], certificate);
  const started: ReplicaSet[] = [];
  const remove = async () => {
    await Promise.all(started.map((set) => set.remove()));
    await bucket.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const rendering = await renderEnvironment(
      replicatedEnvironment(bucket.endpoint, { [store]: merge(HASTE[store], settings) }),
    );
    const set = await ReplicaSet.place(rendering, {
      store,
      zones: ZONES,
      binary,
      addresses: ZONES.map((_, i) => `${NETWORKS[store]}.${i + 1}`),
      // It would send alerts there, and there are no rules.
      neighbours: { "mimir.monitoring.svc.cluster.local:8080": NOBODY },
      ownGrpc: OWN_GRPC[store],
      env: S3_KEYS,
      secrets: { "storage-ca/ca.crt": certificate.pem },
    });
    started.push(set);
    await set.start();
    return { set, service: new Service(set.replicas), bucket, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Both stores replicated over three zones, for a day, each with its data in a bucket of its name. */
export function replicatedEnvironment(
  endpoint: string,
  settings: Partial<Record<ReplicatedStore, Settings>> = {},
): Environment {
  const part = (store: ReplicatedStore) => ({
    topology: "replicated",
    objectStorage: {
      kind: "s3-compatible",
      bucket: store,
      endpoint,
      ca: { secret: "storage-ca" },
      credentials: { kind: "keys", secret: "object-storage" },
    },
    config: settings[store],
  });
  return {
    name: "replicated",
    file: "",
    config: {
      "lgtm:zones": ZONES,
      "lgtm:retention": { logs: "24h", metrics: "24h" },
      "lgtm:loki": part("loki"),
      "lgtm:mimir": part("mimir"),
    },
  };
}
