import type { types } from "@pulumi/kubernetes";
import { expandsEnv, storageAccess } from "../storage/access";
import {
  type BucketStorage,
  type ObjectStorage,
  type ObjectStorageArgs,
  StorageKind,
} from "../storage/object-storage";
import { objectStorageField } from "../storage/object-storage-field";
import { type ChartSettings, type ChartsArgs, chartsField } from "./charts";
import { type Placement, placementFields } from "./component-args";
import type { ProgramName } from "./config-check/key-table";
import { type ConfigCheckArgs, checkOverlay, configCheckField } from "./config-check/overlay";
import type { Config } from "./merge";
import { duration, integer } from "./fields";
import { IN_FILE, IN_VALUES, plainMap } from "./plain-data";
import type { Place } from "./place";
import { type Field, type Fields, object, unlessGiven, withDefault } from "./shape";
import { CHART_TOPOLOGIES, Topology } from "./topology";
import { WIRED_NAMES, refuseWired } from "./wired";
import { REPLICATION_FACTOR, zonesField } from "./zones";
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

/** What you can say about Loki, Mimir, Tempo and Pyroscope alike. */
export interface StoreArgs extends ConfigCheckArgs {
  /** Number of replicas. Defaults to 1 in topology "single" and to 3, or one a zone, in "replicated"; where a chart makes the pods, every part has its own under `components`. */
  replicas?: number;
  /** Zones of the nodes, by their label `topology.kubernetes.io/zone`, none or at least three: copies of the same data are kept in different ones. Defaults to none: replicas are kept on different nodes where the cluster can. */
  zones?: string[];
  /** Where it keeps what it has written. Defaults to its own volume, which only topology "single" can use. */
  objectStorage?: ObjectStorageArgs;
  /** Where charts come from and how they are installed. Defaults to Helm releases from the official repositories. */
  charts?: ChartsArgs;
  /** Laid over the chart's values as the last thing; only where a chart makes the pods. Defaults to nothing. */
  values?: Config;
}

/** What Loki, Mimir, Tempo and Pyroscope have in common, with every default filled in. */
export interface StoreSpec extends WorkloadSettings, Placement, ConfigCheckArgs {
  topology: Topology;
  /** Of the whole, where it is one workload; 0 where every part has its own. */
  replicas: number;
  /** Zones that the replicas are spread over. Empty: the scheduler decides. */
  zones: string[];
  retention: Duration;
  persistence: PersistenceSettings;
  objectStorage: ObjectStorage;
  config?: Config;
  charts: ChartSettings;
  /** Laid over the chart's values as the last thing. */
  values?: Config;
}

/** The stores, by the names of their images. */
type StoreName = Extract<ProgramName, "loki" | "mimir" | "tempo" | "pyroscope">;

/** What tells the defaults of one store from those of another. */
export interface StoreDefaults extends WorkloadDefaults {
  image: StoreName;
  /** The shortest retention that means anything to it. */
  minRetention: Duration;
  /** Size of its volume. */
  size: Quantity;
}

const RETENTION: Duration = "7d";

/** The fields that read the common args of a store. `topology` reads the ones that it has. */
export function storeFields(
  name: string,
  topology: Field<Topology>,
  defaults: StoreDefaults,
): Fields<StoreSpec> {
  const { minRetention, size, ...workload } = defaults;
  return {
    ...placementFields(name),
    ...workloadFields(workload),
    topology,
    // Nothing said is 0 here: how many it means depends on the topology.
    replicas: unlessGiven(integer({ min: 1 }), 0),
    zones: zonesField(),
    retention: withDefault(duration({ min: minRetention, example: RETENTION }), RETENTION),
    persistence: persistenceFields(size),
    objectStorage: objectStorageField(),
    config: plainMap(IN_FILE),
    configCheck: configCheckField(),
    charts: chartsField(),
    values: plainMap(IN_VALUES),
  };
}

/** Reads a store's args, and checks what must hold between the common ones. */
export function readStore<S extends StoreSpec>(fields: Fields<S>, args: unknown, place: Place): S {
  const spec = object<S>(fields).read(args, place);
  checkBucket(spec, place);
  checkValues(spec, place);
  refuseWired(WIRED_VALUES, spec.values, place.at("values"));
  refuseWired(WIRED_CONFIG, spec.config, place.at("config"));
  checkOverlay(spec.image.name as StoreName, spec, place.at("config"));
  return { ...spec, replicas: settledReplicas(spec, place.at("replicas")) };
}

/** The bucket of a store that has one; what has more than one replica was refused without. */
export function bucketOf(spec: StoreSpec): BucketStorage | undefined {
  return spec.objectStorage.kind === StorageKind.Filesystem ? undefined : spec.objectStorage;
}

function checkBucket({ topology, objectStorage }: StoreSpec, place: Place): void {
  if (topology === Topology.Single || objectStorage.kind !== StorageKind.Filesystem) return;
  place.at("objectStorage").tell({
    given: "no bucket",
    allowed: `a bucket in topology ${topology}: no replica sees the files of another`,
    write:
      'for example { kind: "s3", bucket: …, region: …, credentials: … } (for a whole stack `buckets`), or topology "single"',
  });
}

function checkValues({ topology, values }: StoreSpec, place: Place): void {
  if (values === undefined || CHART_TOPOLOGIES.includes(topology)) return;
  place
    .at("values")
    .refuse(
      values,
      `nothing in topology ${topology}, which is not made by a chart`,
      "it under `config`, if it belongs to the program's own configuration file",
    );
}

/** Values of the backends' charts that say where a backend is: everybody else would look for it elsewhere. */
const WIRED_VALUES = {
  ...WIRED_NAMES,
  "gateway.enabled": "`gateway`, where the backend has it",
};

/** The same of their configuration. */
const WIRED_CONFIG = {
  "server.http_listen_port": "nothing: every port is one of its pod alone",
  "server.grpc_listen_port": "nothing: every port is one of its pod alone",
};

function settledReplicas({ topology, replicas, zones }: StoreSpec, place: Place): number {
  const given = replicas > 0;
  switch (topology) {
    case Topology.Single:
      if (given && replicas !== 1) {
        place.refuse(
          replicas,
          "1 in topology single, whose storage one process owns",
          "1, or leave it out",
        );
      }
      return 1;
    case Topology.Replicated: {
      const least = Math.max(REPLICATION_FACTOR, zones.length);
      if (!given) return least;
      if (replicas < least) {
        place.refuse(replicas, `at least ${least}: as many as copies and as zones`, String(least));
      } else if (zones.length > 0 && replicas % zones.length !== 0) {
        const next = Math.ceil(replicas / zones.length) * zones.length;
        place.refuse(replicas, `a multiple of the ${zones.length} zones`, String(next));
      }
      return replicas;
    }
    default:
      if (given) {
        place.refuse(
          replicas,
          `nothing in topology ${topology}, in which every part has its own number`,
          "it under `components`",
        );
      }
      return 0;
  }
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
  /** Seconds that it needs to bring what is in memory to disk or into the bucket. */
  gracePeriodSeconds: number;
  /** Flags beyond the configuration file. Defaults to none. */
  args?: string[];
  /** Flags that tell a process its zone. Defaults to none. */
  zoneArgs?: (zone: string) => string[];
  /** Environment beyond that of the bucket. Defaults to none. */
  env?: types.input.core.v1.EnvVar[];
}

/** A store as one workload: in topology single one process with a volume of its own, in topology replicated several equal ones. */
export function storeWorkload(spec: StoreSpec, pod: StorePod): WorkloadSpec {
  const [http] = pod.ports;
  const access = storageAccess(spec.objectStorage);
  return {
    kind: WorkloadKind.StatefulSet,
    settings: spec,
    instance: spec.instance,
    namespace: spec.namespace,
    replicas: spec.replicas,
    ...(spec.topology === Topology.Replicated && { zones: spec.zones }),
    // All four images come with this user.
    user: 10001,
    args: [
      `-config.file=${pod.directory}/config.yaml`,
      ...(expandsEnv(spec.objectStorage) ? ["-config.expand-env=true"] : []),
      ...(pod.args ?? []),
    ],
    ...(pod.zoneArgs && { zoneArgs: pod.zoneArgs }),
    env: [...access.env, ...(pod.env ?? [])],
    secrets: access.secrets,
    serviceAccountAnnotations: access.serviceAccountAnnotations,
    podLabels: access.podLabels,
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
