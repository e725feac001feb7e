import { PORTS, serviceHost } from "../shared/endpoints";
import type { Config } from "../shared/merge";
import { CLEANUP_INTERVAL, METASTORE_DATA } from "./config";
import { partService } from "./parts";
import type { PyroscopeSpec } from "./pyroscope-args";

/** Flags of every part. The chart gives these by flag, which goes before the file, and only so it can be told others. */
export function commonFlags(spec: PyroscopeSpec): Config {
  const backends = serviceHost({
    ...spec,
    name: `${partService(spec.name, "queryBackend")}-headless`,
  });
  return {
    "log.level": "info",
    "config.expand-env": "true",
    "metastore.address": metastores(spec),
    "query-backend.address": `dns:///${backends}:${PORTS.pyroscope.grpc}`,
  };
}

/**
 * Every metastore by name. The chart would have them looked up at Kubernetes' API, for which every part needs rights,
 * and which finds no leader where the cluster's domain is not cluster.local. The dot at the end is part of the
 * names that the metastores know each other by.
 */
function metastores(spec: PyroscopeSpec): string {
  const { name, namespace, clusterDomain } = spec;
  const service = partService(name, "metastore");
  const domain = `${service}-headless.${namespace}.svc.${clusterDomain}.`;
  return Array.from(
    { length: spec.components.metastore.replicas },
    (_, i) => `${service}-${i}.${domain}:${PORTS.pyroscope.grpc}`,
  ).join(",");
}

/** Flags of the metastores, which the chart gives by flag as well: the same as in the file. */
export function metastoreFlags(spec: PyroscopeSpec): Config {
  return {
    "metastore.data-dir": METASTORE_DATA.index,
    "metastore.raft.dir": METASTORE_DATA.raft,
    "metastore.raft.snapshots-dir": METASTORE_DATA.raft,
    "metastore.index.cleanup-interval": CLEANUP_INTERVAL,
    "metastore.raft.bootstrap-expect-peers": String(spec.components.metastore.replicas),
    // One that comes with an empty volume joins the others, and does not found a second cluster beside them.
    "metastore.raft.auto-join": "true",
  };
}
