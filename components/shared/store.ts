import { type Placement, placementFields } from "./component-args";
import type { Config } from "./merge";
import { duration } from "./fields";
import { type Fields, freeMap, withDefault } from "./shape";
import { type Topology, singleReplica, topologyField } from "./topology";
import type { Duration, Quantity } from "./units";
import {
  type PersistenceSettings,
  type WorkloadDefaults,
  type WorkloadSettings,
  persistenceFields,
  workloadFields,
} from "./workload-args";
import { type Port, WorkloadKind, type WorkloadSpec } from "./workload-spec";
import type { StringMap } from "./labels";

/** What Loki, Mimir, Tempo and Pyroscope have in common, with every default filled in. */
export interface StoreSpec extends WorkloadSettings, Placement {
  topology: Topology;
  replicas: number;
  retention: Duration;
  persistence: PersistenceSettings;
  config?: Config;
}

/** What tells the defaults of one store from those of another. */
export interface StoreDefaults extends WorkloadDefaults {
  /** The shortest retention that means anything to it. */
  minRetention: Duration;
  /** Size of its volume. */
  size: Quantity;
}

const RETENTION: Duration = "7d";

/** The fields that read the common args of a store. */
export function storeFields(name: string, defaults: StoreDefaults): Fields<StoreSpec> {
  const { minRetention, size, ...workload } = defaults;
  return {
    ...placementFields(name),
    ...workloadFields(workload),
    topology: topologyField(),
    replicas: singleReplica(),
    retention: withDefault(duration({ min: minRetention, example: RETENTION }), RETENTION),
    persistence: persistenceFields(size),
    config: freeMap<Config>(),
  };
}

/** What tells one store's pod from another's. */
export interface StorePod {
  /** Folder of the volume. */
  data: string;
  /** Folder of the configuration files. */
  directory: string;
  /** The files in it; the program reads `config.yaml`. */
  files: StringMap & { "config.yaml": string };
  /** The first is where it answers HTTP: health, metrics and profiles. */
  ports: [Port, ...Port[]];
  /** Seconds that it needs to bring what is in memory to disk. */
  gracePeriodSeconds: number;
}

/** A store in topology single: one process with everything in it, on a volume of its own. */
export function singleStore(spec: StoreSpec, pod: StorePod): WorkloadSpec {
  const [http] = pod.ports;
  return {
    kind: WorkloadKind.StatefulSet,
    settings: spec,
    instance: spec.instance,
    namespace: spec.namespace,
    replicas: spec.replicas,
    // All four images come with this user.
    user: 10001,
    args: [`-config.file=${pod.directory}/config.yaml`],
    ports: pod.ports,
    files: [{ suffix: "config", directory: pod.directory, files: pod.files }],
    storage: { ...spec.persistence, mountPath: pod.data },
    scratch: ["/tmp"],
    readiness: { path: "/ready", port: http.name },
    // Replaying a log or an index can take minutes; nothing may restart the program meanwhile.
    startup: { path: "/ready", port: http.name, failureThreshold: 180 },
    metrics: { port: http.number },
    profiles: { port: http.number },
    gracePeriodSeconds: pod.gracePeriodSeconds,
  };
}
