import { type Placement, type PlacementArgs, placementFields } from "../shared/component-args";
import { type SecretRef, secretRefField } from "../shared/credentials";
import { duration, hostAndPort, integer, quantity, text, url } from "../shared/fields";
import type { Place } from "../shared/place";
import { object, optional, withDefault } from "../shared/shape";
import type { Duration, Quantity } from "../shared/units";
import { type WorkloadArgs, type WorkloadSettings, workloadFields } from "../shared/workload-args";
import { type ConfigCheckArgs, configCheckField } from "../shared/config-check/overlay";
import { refuseWithoutDestination } from "./destinations";

/** What you can say about the gateway. */
export interface AlloyGatewayArgs extends WorkloadArgs, PlacementArgs, ConfigCheckArgs {
  /** The Secret with the bearer token that senders present, in the gateway's namespace. */
  tokenSecret: SecretRef;
  /** Base of Loki's OTLP API, for logs. Defaults to none: logs are refused. */
  lokiOtlpUrl?: string;
  /** Base of Mimir's OTLP API, for metrics. Defaults to none: metrics are refused. */
  mimirOtlpUrl?: string;
  /** `host:port` of Tempo's OTLP receiver over gRPC, for traces. Defaults to none: traces are refused. */
  tempoOtlpEndpoint?: string;
  /** Name of the cluster, for telemetry that names none. Defaults to none. */
  cluster?: string;
  /** Name of the environment, for telemetry that names none. Defaults to none. */
  environment?: string;
  /** Number of replicas. Any of them takes any data. Defaults to 1. */
  replicas?: number;
  /** Largest request that is taken, at most 32Mi, which the backends are set up for. Defaults to 16Mi. */
  maxRequestSize?: Quantity;
  /** How long data that a backend does not take is tried again before it is dropped. Defaults to 1 hour. */
  retryFor?: Duration;
  /** Alloy configuration that is appended to ours. It can refer to our components. Defaults to nothing. */
  config?: string;
}

/** The gateway with every default filled in. */
export interface AlloyGatewaySpec extends WorkloadSettings, Placement, ConfigCheckArgs {
  tokenSecret: SecretRef;
  lokiOtlpUrl?: string;
  mimirOtlpUrl?: string;
  tempoOtlpEndpoint?: string;
  cluster?: string;
  environment?: string;
  replicas: number;
  maxRequestSize: Quantity;
  retryFor: Duration;
  config?: string;
}

/** Reads the args. What is appended is checked with the whole configuration. */
export function readAlloyGateway(name: string, args: unknown, place: Place): AlloyGatewaySpec {
  const spec = object<AlloyGatewaySpec>({
    ...placementFields(name),
    ...workloadFields({
      name: "alloy-gateway",
      image: "alloy",
      resources: { cpu: "100m", memory: "256Mi", memoryLimit: "1Gi" },
      minMemoryLimit: "256Mi",
    }),
    tokenSecret: secretRefField({ name: "ingest-token", key: "token" }),
    lokiOtlpUrl: optional(url("http://loki:3100/otlp")),
    mimirOtlpUrl: optional(url("http://mimir:8080/otlp")),
    tempoOtlpEndpoint: optional(hostAndPort("tempo:4317")),
    cluster: optional(text()),
    environment: optional(text()),
    replicas: withDefault(integer({ min: 1 }), 1),
    maxRequestSize: withDefault(quantity("16Mi", { max: "32Mi" }), "16Mi"),
    retryFor: withDefault(duration({ min: "1m", example: "1h" }), "1h"),
    config: optional(text({ allowed: "a text in Alloy's own language, not a map" })),
    configCheck: configCheckField(),
  }).read(args, place);
  refuseWithoutDestination(spec, ["lokiOtlpUrl", "mimirOtlpUrl", "tempoOtlpEndpoint"], place);
  return spec;
}
