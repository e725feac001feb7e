import { trace } from "@opentelemetry/api";
import { SeverityNumber, logs } from "@opentelemetry/api-logs";
import { HAS_OTLP } from "./telemetry";

type Fields = Readonly<Record<string, string | number>>;

const SEVERITIES = {
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
} as const;

/** Says something by OpenTelemetry, which adds the span that runs, or on the output where nobody takes it. */
export function log(level: keyof typeof SEVERITIES, body: string, attributes: Fields = {}): void {
  if (!HAS_OTLP) {
    print(level, body, attributes);
    return;
  }
  logs.getLogger("shop").emit({
    severityNumber: SEVERITIES[level],
    severityText: level.toUpperCase(),
    body,
    attributes,
  });
}

/** Says something on the output, as programs do that know of no collector: with the trace that it belongs to. */
export function print(level: string, body: string, fields: Fields = {}): void {
  const traceId = trace.getActiveSpan()?.spanContext().traceId;
  const all = { level, msg: body, ...fields, ...(traceId && { trace_id: traceId }) };
  const line = Object.entries(all).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  console.log(line.join(" "));
}
