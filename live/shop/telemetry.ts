import { metrics } from "@opentelemetry/api";
import { logs } from "@opentelemetry/api-logs";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { registerInstrumentations } from "@opentelemetry/instrumentation";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import { detectResources, envDetector } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";

const METRICS_MILLISECONDS = 5_000;

/** Whether somebody takes OTLP: the variable is OpenTelemetry's own. */
export const HAS_OTLP = process.env.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined;

// Loaded with `--require`, before anything that speaks HTTP. Where to send, with which headers and who is sending is
// what OpenTelemetry's own variables say.
const resource = detectResources({ detectors: [envDetector] });
const tracers = new NodeTracerProvider({
  resource,
  spanProcessors: HAS_OTLP ? [new BatchSpanProcessor(new OTLPTraceExporter())] : [],
});
const meters = new MeterProvider({ resource, readers: HAS_OTLP ? [metricReader()] : [] });
const loggers = new LoggerProvider({
  resource,
  processors: HAS_OTLP ? [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() })] : [],
});
tracers.register();
metrics.setGlobalMeterProvider(meters);
logs.setGlobalLoggerProvider(loggers);
registerInstrumentations({
  instrumentations: [
    // Who asks whether it is ready, or scrapes metrics and profiles, is no customer.
    new HttpInstrumentation({
      ignoreIncomingRequestHook: ({ url = "" }) => /^\/(ready|metrics|debug\/)/.test(url),
    }),
  ],
});

// What a job has to tell when its work is done. A service never gets here.
process.once("beforeExit", () => {
  void Promise.all([tracers.shutdown(), meters.shutdown(), loggers.shutdown()]);
});

function metricReader(): PeriodicExportingMetricReader {
  return new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter(),
    exportIntervalMillis: METRICS_MILLISECONDS,
    exportTimeoutMillis: METRICS_MILLISECONDS,
  });
}
