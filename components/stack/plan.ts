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
import { type TempoArgs, type TempoSpec, resolveTempo } from "../tempo/tempo-args";
import { checkNames } from "./checks";
import type { Wiring } from "./part";
import { planCollection } from "./plan-collection";
import { planScraping } from "./plan-scraping";
import { GRAFANA_ADMIN, INGEST_TOKEN } from "./settings";
import type { RetentionArgs } from "./stack-args";
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

  const mimir = reader.read<MimirArgs, MimirSpec>(
    "mimir",
    STORE,
    store(context, "metrics"),
    resolveMimir,
  );
  const mimirUrls = mimir && mimirEndpoints(mimir.spec);

  const loki = reader.read<LokiArgs, LokiSpec>(
    "loki",
    STORE,
    wired(store(context, "logs"), {}, { defaults: { alertmanagerUrl: mimirUrls?.alertmanager } }),
    resolveLoki,
  );
  const lokiUrls = loki && lokiEndpoints(loki.spec);

  const tempo = reader.read<TempoArgs, TempoSpec>(
    "tempo",
    STORE,
    wired(store(context, "traces"), {
      remoteWriteUrl: mimirUrls?.push,
      cluster: settings.cluster,
    }),
    resolveTempo,
  );
  const tempoUrls = tempo && tempoEndpoints(tempo.spec);

  const pyroscope = reader.read<PyroscopeArgs, PyroscopeSpec>(
    "pyroscope",
    STORE,
    store(context, "profiles"),
    resolvePyroscope,
  );
  const pyroscopeUrls = pyroscope && pyroscopeEndpoints(pyroscope.spec);

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

  const parts = { mimir, loki, tempo, pyroscope, ...scraping, ...collection, grafana };
  checkNames(parts, place);
  return { settings, adminSecret, tokenSecret, ...parts };
}

/** Wiring of a backend: its retention is the stack's, its topology and zones too where it says none itself. */
function store(context: PlanContext, signal: keyof RetentionArgs): Wiring {
  const { settings, place } = context;
  const base = delivered(context);
  return {
    fixed: { ...base.fixed, retention: settings.retention[signal] },
    defaults: { topology: settings.topology, zones: settings.zones },
    written: { ...base.written, retention: place.at("retention").at(signal) },
  };
}
