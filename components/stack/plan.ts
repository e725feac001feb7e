import { type GrafanaArgs, type GrafanaSpec, resolveGrafana } from "../grafana/grafana-args";
import { type LokiArgs, type LokiSpec, resolveLoki } from "../loki/loki-args";
import { type MimirArgs, type MimirSpec, resolveMimir } from "../mimir/mimir-args";
import {
  type PyroscopeArgs,
  type PyroscopeSpec,
  resolvePyroscope,
} from "../pyroscope/pyroscope-args";
import {
  lokiEndpoints,
  mimirEndpoints,
  prometheusEndpoints,
  pyroscopeEndpoints,
  tempoEndpoints,
} from "../shared/endpoints";
import type { Place } from "../shared/shape";
import { Topology } from "../shared/topology";
import type { StorageBackend } from "../storage/stack-storage";
import { tempoKafkaConsumer } from "../tempo/distributed-config";
import { type TempoArgs, type TempoSpec, resolveTempo } from "../tempo/tempo-args";
import { checkNames } from "./checks";
import type { Wiring } from "./part";
import { kafkaAddress, planKafka } from "./plan-kafka";
import { type PlannedSeaweedFs, checkBuckets, planSeaweedFs, storageWiring } from "./plan-storage";
import { planCollection } from "./plan-collection";
import { planScraping } from "./plan-scraping";
import { GRAFANA_ADMIN, INGEST_TOKEN, type StackSettings } from "./settings";
import { type PlanContext, STORE, delivered, planContext, wired } from "./wiring";

/** Everything that the stack will create, decided before anything exists. */
export type StackPlan = ReturnType<typeof planStack>;

/**
 * Reads the args of a stack and decides what it consists of and how its parts are wired. Pure: nothing is
 * created, and all that is wrong is told to `place`. A part comes after those whose endpoints it needs.
 */
export function planStack(stackName: string, args: unknown, place: Place) {
  const context = planContext(stackName, args, place);
  const { settings, reader, central } = context;
  const adminSecret = settings.grafanaAdminSecret ?? GRAFANA_ADMIN;
  const tokenSecret = settings.ingestTokenSecret ?? INGEST_TOKEN;

  const seaweedFs = planSeaweedFs(context);
  const kafkaClient = kafkaAddress(context);

  const mimir = reader.read<MimirArgs, MimirSpec>(
    "mimir",
    STORE,
    store(context, "mimir", seaweedFs),
    resolveMimir,
  );
  const mimirUrls = mimir && mimirEndpoints(mimir.spec);

  const loki = reader.read<LokiArgs, LokiSpec>(
    "loki",
    STORE,
    wired(
      store(context, "loki", seaweedFs),
      {},
      { defaults: { alertmanagerUrl: mimirUrls?.alertmanager } },
    ),
    resolveLoki,
  );
  const lokiUrls = loki && lokiEndpoints(loki.spec);

  const tempo = reader.read<TempoArgs, TempoSpec>(
    "tempo",
    STORE,
    wired(
      store(context, "tempo", seaweedFs),
      {
        remoteWriteUrl: mimirUrls?.push,
        cluster: settings.cluster,
      },
      {
        defaults:
          topologyOf(settings, "tempo") === Topology.Distributed ? { kafka: kafkaClient } : {},
      },
    ),
    resolveTempo,
  );
  const tempoUrls = tempo && tempoEndpoints(tempo.spec);

  const pyroscope = reader.read<PyroscopeArgs, PyroscopeSpec>(
    "pyroscope",
    STORE,
    store(context, "pyroscope", seaweedFs),
    resolvePyroscope,
  );
  const pyroscopeUrls = pyroscope && pyroscopeEndpoints(pyroscope.spec);

  const kafka = planKafka(context, [tempo && tempoKafkaConsumer(tempo.spec)]);
  checkBuckets(context, { mimir, loki, tempo, pyroscope });

  const scraping = planScraping(context, mimirUrls?.push);
  const { prometheus } = scraping;
  const stores = { mimir: mimirUrls, loki: lokiUrls, tempo: tempoUrls, pyroscope: pyroscopeUrls };
  const collection = planCollection(context, stores, tokenSecret);

  const grafana = reader.read<GrafanaArgs, GrafanaSpec>(
    "grafana",
    STORE,
    wired(
      central,
      {
        adminSecret,
        endpoints: { ...stores, prometheus: prometheus && prometheusEndpoints(prometheus.spec) },
      },
      { defaults: { scrapeInterval: prometheus?.spec.scrapeInterval } },
    ),
    resolveGrafana,
  );

  const parts = {
    objectStorage: seaweedFs,
    kafka,
    mimir,
    loki,
    tempo,
    pyroscope,
    ...scraping,
    ...collection,
    grafana,
  };
  checkNames(parts, place);
  return { settings, adminSecret, tokenSecret, ...parts };
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
  return {
    fixed: { ...base.fixed, retention: settings.retention[signal] },
    defaults: {
      topology: settings.topology,
      zones: settings.zones,
      ...storageWiring(context, backend, seaweedFs),
    },
    written: { ...base.written, retention: place.at("retention").at(signal) },
  };
}

function topologyOf(settings: StackSettings, backend: StorageBackend): unknown {
  return settings[backend].topology ?? settings.topology;
}
