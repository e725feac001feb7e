import type { Place } from "../shared/place";
import type { ObjectStorage } from "./object-storage";
import type { StorageBackend } from "./stack-storage";

/** The storage of one backend, and where it was said. */
export interface PlacedStorage {
  backend: StorageBackend;
  storage: ObjectStorage;
  place: Place;
}

/**
 * No two backends in one bucket. Each lists it from the top, takes the folders it finds for tenants and deletes what
 * is old, and a lifecycle rule or a policy could not tell them apart either. Prefixes are not offered: they would
 * save a name and cost all that.
 */
export function checkApart(storages: readonly PlacedStorage[]): void {
  const owners = new Map<string, StorageBackend>();
  for (const { backend, storage, place } of storages) {
    if (storage.kind === "filesystem") continue;
    const address = bucketAddress(storage);
    const owner = owners.get(address);
    if (owner === undefined) owners.set(address, backend);
    else {
      place.refuse(
        storage.bucket,
        `a bucket that ${owner} does not use: two backends in one delete each other's objects`,
        "the name of a bucket of its own",
      );
    }
  }
}

/** What makes a bucket the same as another. Names are unique in all of S3 and GCS, but not elsewhere. */
function bucketAddress(storage: Exclude<ObjectStorage, { kind: "filesystem" }>): string {
  switch (storage.kind) {
    case "s3-compatible": {
      const endpoint = storage.endpoint.toLowerCase().replace(/:(80|443)$/, "");
      // AWS itself, by its endpoint.
      if (/\.amazonaws\.com(\.cn)?$/.test(endpoint)) return ["s3", storage.bucket].join(" ");
      return [storage.kind, endpoint, storage.bucket].join(" ");
    }
    case "azure":
      return [storage.kind, storage.cloud, storage.account, storage.bucket].join(" ");
    default:
      return [storage.kind, storage.bucket].join(" ");
  }
}
