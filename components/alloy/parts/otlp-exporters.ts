import { type Duration, goDuration } from "../../shared/units";
import { OtelConsumer, type Part, type Signal } from "../connections";
import { type Block, block, component } from "../syntax";

/** What holds for every backend that data is sent to. */
export interface ExporterSettings {
  /** How long data that the backend does not take is tried again before it is given up. */
  retryFor: Duration;
  /** Memory for data that waits for the backend, in bytes. */
  queueBytes: number;
}

/** Sends OTLP over HTTP. `url` is the base to which `/v1/logs`, `/v1/metrics` or `/v1/traces` is added. */
export function otlpHttpExporter<S extends Signal>(
  label: string,
  url: string,
  settings: ExporterSettings,
): Part & { input: OtelConsumer<S> } {
  const exporter = component("otelcol.exporter.otlphttp", label, {}, [
    block("client", { endpoint: url }),
    ...delivery(settings),
  ]);
  return { blocks: [exporter], input: new OtelConsumer<S>(exporter) };
}

/** Sends OTLP over gRPC to `host:port`, inside the cluster and so without TLS. */
export function otlpGrpcExporter<S extends Signal>(
  label: string,
  endpoint: string,
  settings: ExporterSettings,
): Part & { input: OtelConsumer<S> } {
  const exporter = component("otelcol.exporter.otlp", label, {}, [
    block("client", { endpoint }, [block("tls", { insecure: true })]),
    ...delivery(settings),
  ]);
  return { blocks: [exporter], input: new OtelConsumer<S>(exporter) };
}

/** Waits in memory for a backend that is away, up to a size that the container has. */
function delivery({ retryFor, queueBytes }: ExporterSettings): Block[] {
  return [
    block("retry_on_failure", { max_interval: "30s", max_elapsed_time: goDuration(retryFor) }),
    // Counted in bytes: a number of requests would say nothing about the memory they take.
    block("sending_queue", { sizer: "bytes", queue_size: queueBytes }),
  ];
}
