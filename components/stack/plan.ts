import {
  type AlloyAgentArgs,
  type AlloyAgentSpec,
  resolveAlloyAgent,
} from "../alloy/alloy-agent-args";
import {
  type AlloyGatewayArgs,
  type AlloyGatewaySpec,
  resolveAlloyGateway,
} from "../alloy/alloy-gateway-args";
import { type BeylaArgs, type BeylaSpec, resolveBeyla } from "../beyla/beyla-args";
import { type GrafanaArgs, type GrafanaSpec, resolveGrafana } from "../grafana/grafana-args";
import { PrometheusMode } from "./stack-args";
import { checkPlan } from "./checks";
import { PartReader, type PartTraits, type Wiring } from "./part";
import { GRAFANA_ADMIN, INGEST_TOKEN, type StackSettings, readSettings } from "./settings";
import { type LokiArgs, type LokiSpec, resolveLoki } from "../loki/loki-args";
import { type MimirArgs, type MimirSpec, resolveMimir } from "../mimir/mimir-args";
import {
  type KubeStateMetricsArgs,
  type KubeStateMetricsSpec,
  resolveKubeStateMetrics,
} from "../prometheus/kube-state-metrics-args";
import {
  type NodeExporterArgs,
  type NodeExporterSpec,
  resolveNodeExporter,
} from "../prometheus/node-exporter-args";
import {
  type PrometheusArgs,
  type PrometheusSpec,
  resolvePrometheus,
} from "../prometheus/prometheus-args";
import {
  type PyroscopeArgs,
  type PyroscopeSpec,
  resolvePyroscope,
} from "../pyroscope/pyroscope-args";
import {
  alloyGatewayEndpoints,
  kubeStateMetricsEndpoints,
  lokiEndpoints,
  mimirEndpoints,
  prometheusEndpoints,
  pyroscopeEndpoints,
  tempoEndpoints,
} from "../shared/endpoints";
import { type Place, oneOf, withDefault } from "../shared/shape";
import { type TempoArgs, type TempoSpec, resolveTempo } from "../tempo/tempo-args";

/** Everything that the stack will create, decided before anything exists. */
export type StackPlan = ReturnType<typeof planStack>;

const STORE: PartTraits = { persistent: true, agent: false };
const SERVICE: PartTraits = { persistent: false, agent: false };
const AGENT: PartTraits = { persistent: false, agent: true };

/**
 * Reads the args of a stack and decides what it consists of and how its parts are wired. Pure: nothing is
 * created, and all that is wrong is told to `place`. A part comes after those whose endpoints it needs.
 */
export function planStack(stackName: string, args: unknown, place: Place) {
  const settings = readSettings(args, place);
  const { cluster, environment, topology } = settings;
  const reader = new PartReader(settings, place);
  const central = placement(stackName, settings, "namespace", place);
  const onNodes = placement(stackName, settings, "agentsNamespace", place);
  const store = (signal: keyof StackSettings["retention"]): Wiring => ({
    fixed: { ...central.fixed, retention: settings.retention[signal] },
    defaults: { topology },
    written: { ...central.written, retention: place.at("retention").at(signal) },
  });
  const adminSecret = settings.grafanaAdminSecret ?? GRAFANA_ADMIN;
  const tokenSecret = settings.ingestTokenSecret ?? INGEST_TOKEN;

  const mimir = reader.read<MimirArgs, MimirSpec>("mimir", STORE, store("metrics"), resolveMimir);
  const mimirUrls = mimir && mimirEndpoints(mimir.spec);

  const loki = reader.read<LokiArgs, LokiSpec>(
    "loki",
    STORE,
    wired(store("logs"), {}, { alertmanagerUrl: mimirUrls?.alertmanager }),
    resolveLoki,
  );
  const lokiUrls = loki && lokiEndpoints(loki.spec);

  const tempo = reader.read<TempoArgs, TempoSpec>(
    "tempo",
    STORE,
    wired(store("traces"), { remoteWriteUrl: mimirUrls?.push, cluster }),
    resolveTempo,
  );
  const tempoUrls = tempo && tempoEndpoints(tempo.spec);

  const pyroscope = reader.read<PyroscopeArgs, PyroscopeSpec>(
    "pyroscope",
    STORE,
    store("profiles"),
    resolvePyroscope,
  );
  const pyroscopeUrls = pyroscope && pyroscopeEndpoints(pyroscope.spec);

  const { mode: givenMode, ...prometheusArgs } = settings.prometheus;
  const mode = withDefault(oneOf(Object.values(PrometheusMode)), PrometheusMode.Server).read(
    givenMode,
    place.at("prometheus").at("mode"),
  );
  const scrapes = mode === PrometheusMode.Server;
  const exporters = new PartReader(
    {
      ...settings,
      prometheus: { ...prometheusArgs, enabled: scrapes },
      // Without a scraper nobody would read them.
      kubeStateMetrics: { enabled: scrapes, ...settings.kubeStateMetrics },
      nodeExporter: { enabled: scrapes, ...settings.nodeExporter },
    },
    place,
  );
  const kubeStateMetrics = exporters.read<KubeStateMetricsArgs, KubeStateMetricsSpec>(
    "kubeStateMetrics",
    SERVICE,
    central,
    resolveKubeStateMetrics,
  );
  const nodeExporter = exporters.read<NodeExporterArgs, NodeExporterSpec>(
    "nodeExporter",
    AGENT,
    onNodes,
    resolveNodeExporter,
  );
  const prometheus = exporters.read<PrometheusArgs, PrometheusSpec>(
    "prometheus",
    STORE,
    wired(central, {
      remoteWriteUrl: mimirUrls?.push,
      cluster,
      environment,
      targets: {
        kubeStateMetrics:
          kubeStateMetrics && kubeStateMetricsEndpoints(kubeStateMetrics.spec).metrics,
        nodeExporter: nodeExporter && {
          namespace: nodeExporter.spec.namespace,
          name: nodeExporter.spec.name,
        },
      },
    }),
    resolvePrometheus,
  );

  const alloyGateway = reader.read<AlloyGatewayArgs, AlloyGatewaySpec>(
    "alloyGateway",
    SERVICE,
    wired(central, {
      cluster,
      environment,
      tokenSecret,
      lokiOtlpUrl: lokiUrls?.otlp,
      mimirOtlpUrl: mimirUrls?.otlp,
      tempoOtlpEndpoint: tempoUrls?.otlpGrpc,
    }),
    resolveAlloyGateway,
  );
  const alloyAgent = reader.read<AlloyAgentArgs, AlloyAgentSpec>(
    "alloyAgent",
    AGENT,
    wired(onNodes, {
      cluster,
      environment,
      lokiPushUrl: lokiUrls?.push,
      pyroscopePushUrl: pyroscopeUrls?.push,
    }),
    resolveAlloyAgent,
  );
  const beyla = reader.read<BeylaArgs, BeylaSpec>(
    "beyla",
    AGENT,
    wired(onNodes, {
      cluster,
      tokenSecret,
      otlpEndpoint: alloyGateway && alloyGatewayEndpoints(alloyGateway.spec).otlpGrpc,
    }),
    resolveBeyla,
  );

  const grafana = reader.read<GrafanaArgs, GrafanaSpec>(
    "grafana",
    STORE,
    wired(central, {
      adminSecret,
      endpoints: {
        mimir: mimirUrls,
        loki: lokiUrls,
        tempo: tempoUrls,
        pyroscope: pyroscopeUrls,
        prometheus: prometheus && prometheusEndpoints(prometheus.spec),
      },
    }),
    resolveGrafana,
  );

  const parts = {
    mimir,
    loki,
    tempo,
    pyroscope,
    kubeStateMetrics,
    nodeExporter,
    prometheus,
    alloyGateway,
    alloyAgent,
    beyla,
    grafana,
  };
  checkPlan(parts, place);
  return { settings, adminSecret, tokenSecret, ...parts };
}

/** Where the objects of a part go, and where the user said so. */
function placement(
  instance: string,
  { clusterDomain, ...settings }: StackSettings,
  which: "namespace" | "agentsNamespace",
  place: Place,
): Wiring {
  return {
    fixed: { namespace: settings[which].name, instance, clusterDomain },
    written: {
      namespace: place.at(which).at("name"),
      clusterDomain: place.at("clusterDomain"),
    },
  };
}

function wired(base: Wiring, fixed: Wiring["fixed"], defaults: Wiring["defaults"] = {}): Wiring {
  return {
    ...base,
    fixed: { ...base.fixed, ...fixed },
    defaults: { ...base.defaults, ...defaults },
  };
}
