import type { KafkaClient } from "../kafka/kafka-client";
import { type LokiArgs, type LokiSpec, resolveLoki } from "../loki/loki-args";
import { mimirKafkaConsumer } from "../mimir/kafka-consumer";
import { Architecture } from "../mimir/distributed-args";
import { type MimirArgs, type MimirSpec, resolveMimir } from "../mimir/mimir-args";
import {
  type PyroscopeArgs,
  type PyroscopeSpec,
  resolvePyroscope,
} from "../pyroscope/pyroscope-args";
import {
  type RolloutOperatorArgs,
  type RolloutOperatorSpec,
  resolveRolloutOperator,
} from "../rollout-operator/rollout-operator-args";
import {
  lokiEndpoints,
  mimirEndpoints,
  pyroscopeEndpoints,
  tempoEndpoints,
} from "../shared/endpoints";
import { Topology } from "../shared/topology";
import type { StorageBackend } from "../storage/stack-storage";
import { tempoKafkaConsumer } from "../tempo/distributed-config";
import { type TempoArgs, type TempoSpec, resolveTempo } from "../tempo/tempo-args";
import type { Wiring } from "./part";
import { kafkaAddress, planKafka } from "./plan-kafka";
import { type PlannedSeaweedFs, checkBuckets, planSeaweedFs, storageWiring } from "./plan-storage";
import { PrometheusMode } from "./stack-args";
import { type PlanContext, SERVICE, STORE, delivered, wired } from "./wiring";

/** The backends, and what they keep their data in. */
export function planStores(context: PlanContext) {
  const { settings, reader } = context;
  const objectStorage = planSeaweedFs(context);
  const client = kafkaAddress(context);

  const mimir = reader.read<MimirArgs, MimirSpec>(
    "mimir",
    STORE,
    wired(store(context, "mimir", objectStorage), {}, { defaults: mimirDefaults(context, client) }),
    resolveMimir,
  );
  const mimirUrls = mimir && mimirEndpoints(mimir.spec);

  const loki = reader.read<LokiArgs, LokiSpec>(
    "loki",
    STORE,
    wired(
      store(context, "loki", objectStorage),
      {},
      { defaults: { alertmanagerUrl: mimirUrls?.alertmanager } },
    ),
    resolveLoki,
  );

  const tempo = reader.read<TempoArgs, TempoSpec>(
    "tempo",
    STORE,
    wired(
      store(context, "tempo", objectStorage),
      { remoteWriteUrl: mimirUrls?.push, cluster: settings.cluster },
      { defaults: isDistributed(context, "tempo") ? kafkaDefault(context, "tempo", client) : {} },
    ),
    resolveTempo,
  );

  const pyroscope = reader.read<PyroscopeArgs, PyroscopeSpec>(
    "pyroscope",
    STORE,
    store(context, "pyroscope", objectStorage),
    resolvePyroscope,
  );

  const parts = { mimir, loki, tempo, pyroscope };
  const zoned = [mimir, loki].some(
    (part) => part?.spec.topology === Topology.Distributed && part.spec.zones.length > 0,
  );
  const rolloutOperator = reader.readGiven<RolloutOperatorArgs, RolloutOperatorSpec>(
    "rolloutOperator",
    { enabled: zoned, ...settings.rolloutOperator },
    SERVICE,
    delivered(context),
    resolveRolloutOperator,
    ["enabled"],
  );
  checkBuckets(context, parts);
  // One that has a Kafka of its own needs nothing of this one.
  const kafka = planKafka(context, {
    mimir: mimir && !settings.mimir.kafka ? mimirKafkaConsumer(mimir.spec) : undefined,
    tempo: tempo && !settings.tempo.kafka ? tempoKafkaConsumer(tempo.spec) : undefined,
  });
  return {
    parts: { objectStorage, kafka, rolloutOperator, ...parts },
    endpoints: {
      mimir: mimirUrls,
      loki: loki && lokiEndpoints(loki.spec),
      tempo: tempo && tempoEndpoints(tempo.spec),
      pyroscope: pyroscope && pyroscopeEndpoints(pyroscope.spec),
    },
  };
}

/** Which of the retentions is whose. */
const SIGNALS = { mimir: "metrics", loki: "logs", tempo: "traces", pyroscope: "profiles" } as const;

/** Wiring of a backend: its retention is the stack's; its topology, zones and bucket too where it says none itself. */
function store(
  context: PlanContext,
  backend: StorageBackend,
  seaweedFs: PlannedSeaweedFs | undefined,
): Wiring {
  const { settings, place } = context;
  const base = delivered(context);
  const signal = SIGNALS[backend];
  const storage = storageWiring(context, backend, seaweedFs);
  return {
    fixed: { ...base.fixed, retention: settings.retention[signal] },
    defaults: { topology: settings.topology, zones: settings.zones, ...storage },
    written: {
      ...base.written,
      retention: place.at("retention").at(signal),
      ...(settings[backend].zones === undefined && { zones: place.at("zones") }),
      ...(settings[backend].topology === undefined && {
        topology: place.at(backend).at("topology").from(place.at("topology")),
      }),
      ...(settings.kafka && settings[backend].kafka === undefined && { kafka: place.at("kafka") }),
      ...("objectStorage" in storage && { objectStorage: place.at("objectStorage") }),
    },
  };
}

/** Two scrapers send everything twice, and ingest storage needs a Kafka. */
function mimirDefaults(context: PlanContext, kafka: KafkaClient | undefined) {
  const { mimir, prometheus } = context.settings;
  const queued =
    isDistributed(context, "mimir") && mimir.architecture === Architecture.IngestStorage;
  return {
    ...(prometheus.mode === PrometheusMode.Operator && { haDeduplication: true }),
    ...(queued && kafkaDefault(context, "mimir", kafka)),
  };
}

/** The stack's Kafka, for a backend that has none of its own: of another one nothing is taken over. */
function kafkaDefault(
  { settings }: PlanContext,
  backend: "mimir" | "tempo",
  kafka: KafkaClient | undefined,
): { kafka?: KafkaClient } {
  return settings[backend].kafka === undefined ? { kafka } : {};
}

function isDistributed({ settings }: PlanContext, backend: StorageBackend): boolean {
  return (settings[backend].topology ?? settings.topology) === Topology.Distributed;
}
