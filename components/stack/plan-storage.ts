import {
  type SeaweedFsArgs,
  type SeaweedFsSpec,
  resolveSeaweedFs,
} from "../seaweedfs/seaweedfs-args";
import { seaweedFsEndpoints } from "../shared/endpoints";
import { type PlacedStorage, checkApart } from "../storage/apart";
import type { ObjectStorage } from "../storage/object-storage";
import { STORAGE_BACKENDS, type StorageBackend } from "../storage/stack-storage";
import { storageFor } from "../storage/storage-for";
import type { PlannedPart } from "./part";
import { type PlanContext, STORE, delivered } from "./wiring";

/** The S3 server in the cluster, where the stack's storage is one. */
export type PlannedSeaweedFs = PlannedPart<SeaweedFsArgs, SeaweedFsSpec>;

export function planSeaweedFs(context: PlanContext): PlannedSeaweedFs | undefined {
  const { settings, place, reader } = context;
  const storage = settings.objectStorage;
  if (storage.kind !== "incluster") return undefined;
  const { fixed, written } = delivered(context);
  const { size, storageClass } = storage;
  const buckets = STORAGE_BACKENDS.filter((backend) => usesStackStorage(context, backend));
  return reader.readGiven<SeaweedFsArgs, SeaweedFsSpec>(
    "objectStorage",
    { persistence: { size, ...(storageClass && { storageClass }) } },
    STORE,
    {
      fixed: { ...fixed, buckets },
      written: { ...written, persistence: place.at("objectStorage") },
    },
    resolveSeaweedFs,
  );
}

/** A backend's share of the stack's storage, unless it has a storage of its own. */
export function storageWiring(
  context: PlanContext,
  backend: StorageBackend,
  seaweedFs: PlannedSeaweedFs | undefined,
): Record<string, unknown> {
  if (!usesStackStorage(context, backend)) return {};
  const inCluster = {
    endpoint: seaweedFs ? seaweedFsEndpoints(seaweedFs.spec).s3 : "",
    secret: seaweedFs?.spec.name ?? "",
  };
  const { settings, storagePlace } = context;
  return { objectStorage: storageFor(backend, settings.objectStorage, storagePlace, inCluster) };
}

function usesStackStorage({ settings }: PlanContext, backend: StorageBackend): boolean {
  const { enabled, objectStorage } = settings[backend];
  return enabled !== false && objectStorage === undefined;
}

/** No two backends may write into one bucket. */
export function checkBuckets(
  context: PlanContext,
  parts: Partial<Record<StorageBackend, { spec: { objectStorage: ObjectStorage } } | undefined>>,
): void {
  const { place } = context;
  checkApart(
    STORAGE_BACKENDS.flatMap((backend): PlacedStorage[] => {
      const storage = parts[backend]?.spec.objectStorage;
      const shared = place.at("objectStorage").at("buckets").at(backend);
      const own = place.at(backend).at("objectStorage");
      const at = usesStackStorage(context, backend) ? shared : own;
      return storage ? [{ backend, storage, place: at }] : [];
    }),
  );
}
