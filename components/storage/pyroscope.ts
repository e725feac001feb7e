import type { Config } from "../shared/merge";
import type { BucketStorage } from "./object-storage";
import { encryption, thanosStore } from "./thanos";
import { s3Endpoint } from "./aws";

/**
 * A bucket as Pyroscope spells it (`storage`). Its client is Loki's and Mimir's with another name for how the
 * bucket is addressed, and without a storage class. Pure.
 */
export function pyroscopeStore(storage: BucketStorage): Config {
  switch (storage.kind) {
    case "s3":
      return {
        s3: {
          bucket_name: storage.bucket,
          endpoint: s3Endpoint(storage.region),
          region: storage.region,
          ...encryption(storage),
        },
      };
    case "s3-compatible":
      return {
        s3: {
          bucket_name: storage.bucket,
          endpoint: storage.endpoint,
          region: storage.region,
          insecure: storage.insecure,
          bucket_lookup_type: storage.pathStyle ? "path-style" : "virtual-hosted-style",
        },
      };
    default:
      return thanosStore(storage);
  }
}
