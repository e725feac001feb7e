import { Topology } from "./topology";

/** A Service in the cluster. */
export interface ServiceAddress {
  name: string;
  namespace: string;
  /** DNS domain of the cluster. Defaults to "cluster.local". */
  clusterDomain?: string;
}

/** The Services of a backend, which in the topologies of charts has one a part. */
export interface StoreAddress extends ServiceAddress {
  /** Defaults to "single", whose one Service answers everything. */
  topology?: Topology;
  /** Whether a proxy stands before the parts and knows which of them is meant. Defaults to false. */
  gateway?: boolean;
}

/** Every port that one component knows of another. */
export const PORTS = {
  loki: { http: 3100, grpc: 9095, gossip: 7946 },
  mimir: { http: 8080, grpc: 9095, gossip: 7946 },
  tempo: {
    http: 3200,
    grpc: 9095,
    otlpGrpc: 4317,
    otlpHttp: 4318,
    jaegerGrpc: 14250,
    jaegerThriftHttp: 14268,
    jaegerThriftCompact: 6831,
    zipkin: 9411,
  },
  pyroscope: { http: 4040, grpc: 9095 },
  grafana: { http: 3000, gossip: 9094 },
  prometheus: { http: 9090 },
  kubeStateMetrics: { http: 8080, telemetry: 8081 },
  nodeExporter: { http: 9100 },
  alloy: { http: 12345, otlpGrpc: 4317, otlpHttp: 4318 },
  beyla: { http: 8999 },
  seaweedfs: { s3: 8333, metrics: 9324, master: 9333, volume: 8080, filer: 8888 },
  kafka: { plain: 9092 },
} as const;

/** Where the parts of one process reach each other: no pod address, network or name server is needed for it. */
export const OWN_ADDRESS = "127.0.0.1";

/** Host name that works from every namespace without search domains. */
export function serviceHost({ name, namespace, clusterDomain = "cluster.local" }: ServiceAddress) {
  return `${name}.${namespace}.svc.${clusterDomain}`;
}

function http(address: ServiceAddress, port: number): string {
  return `http://${serviceHost(address)}:${port}`;
}

/** The Service of one part of a backend, such as "loki-distributor". */
function partOf(address: StoreAddress, part: string): ServiceAddress {
  return { ...address, name: `${address.name}-${part}` };
}

/** Port of the charts' proxies. */
const GATEWAY_PORT = 80;

export interface LokiEndpoints {
  /** For data sources and LogQL clients. */
  query: string;
  /** For `loki.write`, Promtail and other clients of Loki's push API. */
  push: string;
  /** Base for OTLP exporters, which append `/v1/logs`. */
  otlp: string;
}

export function lokiEndpoints(address: StoreAddress): LokiEndpoints {
  const { read, write } = lokiAddresses(address);
  return { query: read, push: `${write}/loki/api/v1/push`, otlp: `${write}/otlp` };
}

function lokiAddresses(address: StoreAddress): { read: string; write: string } {
  const at = (part: string) => http(partOf(address, part), PORTS.loki.http);
  const gateway = http(partOf(address, "gateway"), GATEWAY_PORT);
  if (address.gateway) return { read: gateway, write: gateway };
  switch (address.topology) {
    case Topology.SimpleScalable:
      return { read: at("read"), write: at("write") };
    case Topology.Distributed:
      return { read: at("query-frontend"), write: at("distributor") };
    default:
      return { read: http(address, PORTS.loki.http), write: http(address, PORTS.loki.http) };
  }
}

export interface MimirEndpoints {
  /** For data sources and PromQL clients: the Prometheus API. */
  query: string;
  /** For remote write. */
  push: string;
  /** Base for OTLP exporters, which append `/v1/metrics`. */
  otlp: string;
  /** For rulers that send alerts: the Alertmanager API. */
  alertmanager: string;
  /** For Grafana's Alertmanager data source, which appends `/alertmanager` itself. */
  alertmanagerDataSource: string;
}

export function mimirEndpoints(address: StoreAddress): MimirEndpoints {
  const { read, write, alerts } = mimirAddresses(address);
  return {
    query: `${read}/prometheus`,
    push: `${write}/api/v1/push`,
    otlp: `${write}/otlp`,
    alertmanager: `${alerts}/alertmanager`,
    alertmanagerDataSource: alerts,
  };
}

function mimirAddresses(address: StoreAddress): { read: string; write: string; alerts: string } {
  if (address.topology !== Topology.Distributed) {
    const url = http(address, PORTS.mimir.http);
    return { read: url, write: url, alerts: url };
  }
  const at = (part: string) => http(partOf(address, part), PORTS.mimir.http);
  const gateway = http(partOf(address, "gateway"), GATEWAY_PORT);
  if (address.gateway) return { read: gateway, write: gateway, alerts: gateway };
  return {
    read: at("query-frontend"),
    write: at("distributor"),
    // Over zones the chart makes a Service for each, and only this one for all; any pod answers for the others.
    alerts: at("alertmanager-headless"),
  };
}

export interface TempoEndpoints {
  /** For data sources and TraceQL clients. */
  query: string;
  /** `host:port` for OTLP over gRPC. */
  otlpGrpc: string;
  /** Base for OTLP over HTTP. */
  otlpHttp: string;
  /** `host:port` for Jaeger over gRPC. */
  jaegerGrpc: string;
  /** For Jaeger Thrift over HTTP. */
  jaegerThriftHttp: string;
  /** `host:port` for Jaeger Thrift over UDP. */
  jaegerThriftCompact: string;
  /** For Zipkin. */
  zipkin: string;
}

export function tempoEndpoints(address: StoreAddress): TempoEndpoints {
  const { tempo } = PORTS;
  const distributed = address.topology === Topology.Distributed;
  const read = distributed ? partOf(address, "query-frontend") : address;
  const write = distributed ? partOf(address, "distributor") : address;
  // The name of every pod: a connection of gRPC stays where it was made, so by one address a few senders would find
  // a few distributors, and those that an autoscaler adds would have nothing to do.
  const pods = distributed ? partOf(address, "distributor-discovery") : address;
  const host = serviceHost(write);
  return {
    query: http(read, tempo.http),
    otlpGrpc: `${serviceHost(pods)}:${tempo.otlpGrpc}`,
    otlpHttp: http(write, tempo.otlpHttp),
    jaegerGrpc: `${host}:${tempo.jaegerGrpc}`,
    jaegerThriftHttp: `${http(write, tempo.jaegerThriftHttp)}/api/traces`,
    jaegerThriftCompact: `${host}:${tempo.jaegerThriftCompact}`,
    zipkin: `${http(write, tempo.zipkin)}/api/v2/spans`,
  };
}

export interface PyroscopeEndpoints {
  /** For data sources. */
  query: string;
  /** For SDKs and `pyroscope.write`. */
  push: string;
}

export function pyroscopeEndpoints(address: StoreAddress): PyroscopeEndpoints {
  if (address.topology !== Topology.Distributed) {
    const url = http(address, PORTS.pyroscope.http);
    return { query: url, push: url };
  }
  const at = (part: string) => http(partOf(address, part), PORTS.pyroscope.http);
  return { query: at("query-frontend"), push: at("distributor") };
}

export interface GrafanaEndpoints {
  /** The user interface and the HTTP API. */
  url: string;
}

export function grafanaEndpoints(address: ServiceAddress): GrafanaEndpoints {
  return { url: http(address, PORTS.grafana.http) };
}

export interface PrometheusEndpoints {
  /** The short-term server's own API. */
  query: string;
}

export function prometheusEndpoints(address: ServiceAddress): PrometheusEndpoints {
  return { query: http(address, PORTS.prometheus.http) };
}

/** The same where the operator runs it, whose chart names the Service. */
export function operatedPrometheusEndpoints(address: ServiceAddress): PrometheusEndpoints {
  return prometheusEndpoints({ ...address, name: `${address.name}-prometheus` });
}

export interface KubeStateMetricsEndpoints {
  /** For whoever scrapes it. */
  metrics: string;
}

export function kubeStateMetricsEndpoints(address: ServiceAddress): KubeStateMetricsEndpoints {
  return { metrics: `${http(address, PORTS.kubeStateMetrics.http)}/metrics` };
}

export interface AlloyGatewayEndpoints {
  /** `http://host:port` for OTLP over gRPC, with the bearer token. */
  otlpGrpc: string;
  /** Base for OTLP over HTTP, with the bearer token. */
  otlpHttp: string;
}

export function alloyGatewayEndpoints(address: ServiceAddress): AlloyGatewayEndpoints {
  const { alloy } = PORTS;
  return { otlpGrpc: http(address, alloy.otlpGrpc), otlpHttp: http(address, alloy.otlpHttp) };
}

export interface KafkaEndpoints {
  /** `host:port` that leads to all brokers. */
  bootstrap: string;
}

/** Kafka as the operator Strimzi names its Services. */
export function kafkaEndpoints(address: ServiceAddress): KafkaEndpoints {
  const host = serviceHost({ ...address, name: `${address.name}-kafka-bootstrap` });
  return { bootstrap: `${host}:${PORTS.kafka.plain}` };
}

export interface SeaweedFsEndpoints {
  /** `host:port` for S3 clients, by path and without TLS. */
  s3: string;
}

export function seaweedFsEndpoints(address: ServiceAddress): SeaweedFsEndpoints {
  // The chart appends it to every object of this mode.
  const host = serviceHost({ ...address, name: `${address.name}-all-in-one` });
  return { s3: `${host}:${PORTS.seaweedfs.s3}` };
}
