import type { Place } from "../shared/place";
import { partitionOf } from "./aws";
import type { ObjectStorageArgs } from "./object-storage";
import type { PerBackend, StackStorage, StorageBackend } from "./stack-storage";

/** Where the S3 server in the cluster answers, and the Secret with keys for it. */
export interface InClusterStore {
  /** `host:port`, without TLS. */
  endpoint: string;
  /** Name of the Secret, with the keys "access-key-id" and "secret-access-key". */
  secret: string;
}

/**
 * One backend's share of the stack's storage. Pure; what it lacks is told to `place`, where the stack's storage
 * stands. Ask only for backends that have no storage of their own.
 */
export function storageFor(
  backend: StorageBackend,
  storage: StackStorage,
  place: Place,
  inCluster: InClusterStore,
): ObjectStorageArgs {
  if (storage.kind === "filesystem") return storage;
  if (storage.kind === "incluster") return seaweedFsBucket(backend, inCluster);
  const { buckets, ...common } = storage;
  const bucket =
    buckets[backend] ??
    missing(
      place.at("buckets").at(backend),
      `a bucket for ${backend}, which has no storage of its own`,
      `its name, or \`${backend}.objectStorage\``,
      `missing-${backend}`,
    );
  const identity = new Identity(backend, place.at("credentials"));
  switch (common.kind) {
    case "s3": {
      const { storageClass, credentials, ...rest } = common;
      return {
        ...rest,
        bucket,
        // Pyroscope's client cannot choose one.
        ...(storageClass && backend !== "pyroscope" && { storageClass }),
        credentials:
          credentials.kind === "irsa"
            ? {
                kind: "irsa",
                roleArn: identity.of(
                  "roleArn",
                  credentials.roleArn,
                  credentials.roleArns,
                  `arn:${partitionOf(rest.region)}:iam::000000000000:role/missing`,
                ),
              }
            : credentials,
      };
    }
    case "s3-compatible":
      return { ...common, bucket };
    case "gcs":
      return {
        ...common,
        bucket,
        credentials:
          common.credentials.kind === "workload-identity"
            ? {
                kind: "workload-identity",
                serviceAccount: identity.of(
                  "serviceAccount",
                  common.credentials.serviceAccount,
                  common.credentials.serviceAccounts,
                  "missing@missing.iam.gserviceaccount.com",
                ),
              }
            : common.credentials,
      };
    case "azure":
      return {
        ...common,
        bucket,
        credentials:
          common.credentials.kind === "workload-identity"
            ? {
                kind: "workload-identity",
                clientId: identity.of(
                  "clientId",
                  common.credentials.clientId,
                  common.credentials.clientIds,
                  "00000000-0000-0000-0000-000000000000",
                ),
              }
            : common.credentials,
      };
  }
}

/** SeaweedFS makes a bucket for each backend, under its name. */
function seaweedFsBucket(backend: StorageBackend, store: InClusterStore): ObjectStorageArgs {
  return {
    kind: "s3-compatible",
    bucket: backend,
    endpoint: store.endpoint,
    insecure: true,
    credentials: { kind: "keys", secret: store.secret },
  };
}

/** Who a backend is to the cloud: itself, or all of them. */
class Identity {
  constructor(
    private readonly backend: StorageBackend,
    private readonly place: Place,
  ) {}

  of(
    key: string,
    common: string | undefined,
    own: PerBackend | undefined,
    standIn: string,
  ): string {
    return (
      own?.[this.backend] ??
      common ??
      missing(
        this.place.at(`${key}s`).at(this.backend),
        `one for ${this.backend}, or \`${key}\` for all backends`,
        `\`${key}s.${this.backend}\``,
        standIn,
      )
    );
  }
}

/** Tells what is missing and goes on with something of the right kind, so that it is told once. */
function missing(place: Place, allowed: string, write: string, standIn: string): string {
  place.refuse(undefined, allowed, write);
  return standIn;
}
