import type { Topology } from "../../../components/shared/topology";
import type { Rendering } from "../../render/render";
import { durationWords } from "./words";

/** How long a signal is kept, and where. */
interface KeptSignal {
  signal: string;
  part: string;
  topology: Topology;
  retention: string;
}

/** What the whole stack is, in a few words. */
export interface Settings {
  /** The labels of all telemetry. */
  cluster: string;
  environment: string;
  topology: Topology;
  zones: string[];
  namespace: string;
  agentsNamespace: string;
  signals: KeptSignal[];
}

export function settingsOf({ plan }: Rendering): Settings {
  const { cluster, environment, topology, zones, namespace, agentsNamespace } = plan.settings;
  const stores = [
    { signal: "Metrics", part: "mimir", spec: plan.mimir?.spec },
    { signal: "Logs", part: "loki", spec: plan.loki?.spec },
    { signal: "Traces", part: "tempo", spec: plan.tempo?.spec },
    { signal: "Profiles", part: "pyroscope", spec: plan.pyroscope?.spec },
  ];
  return {
    cluster,
    environment,
    topology,
    zones,
    namespace: namespace.name,
    agentsNamespace: agentsNamespace.name,
    signals: stores.flatMap(({ signal, part, spec }) =>
      spec
        ? [{ signal, part, topology: spec.topology, retention: durationWords(spec.retention) }]
        : [],
    ),
  };
}
