/** Requests of OTLP over HTTP in JSON: the protocol as it is, without a library. */

import { nanoseconds } from "../../../live/clients/nanoseconds";

export type Attributes = Readonly<Record<string, string>>;

/** Trace and span that a log line, an exemplar or a span belongs to. */
export interface TraceContext {
  traceId: string;
  spanId: string;
}

export interface LogRecord extends Partial<TraceContext> {
  body: string;
  /** Milliseconds since 1970. */
  time: number;
}

export interface CounterPoint {
  name: string;
  value: number;
  time: number;
  attributes?: Attributes;
  exemplar?: TraceContext & { value: number };
}

export interface Span extends TraceContext {
  parentSpanId?: string;
  name: string;
  /** Of the protocol: 2 is a server's, 3 a client's. */
  kind: 2 | 3;
  start: number;
  end: number;
}

export function logsRequest(resource: Attributes, records: readonly LogRecord[]) {
  const logRecords = records.map(({ body, time, ...trace }) => ({
    timeUnixNano: nanoseconds(time),
    body: { stringValue: body },
    ...trace,
  }));
  return { resourceLogs: [{ resource: described(resource), scopeLogs: [{ logRecords }] }] };
}

/** Monotonic cumulative counters. */
export function metricsRequest(resource: Attributes, points: readonly CounterPoint[]) {
  const metrics = points.map(({ name, value, time, attributes = {}, exemplar }) => ({
    name,
    sum: {
      aggregationTemporality: 2,
      isMonotonic: true,
      dataPoints: [
        {
          asInt: String(value),
          timeUnixNano: nanoseconds(time),
          attributes: keyValues(attributes),
          ...(exemplar && {
            exemplars: [
              {
                asInt: String(exemplar.value),
                timeUnixNano: nanoseconds(time),
                traceId: exemplar.traceId,
                spanId: exemplar.spanId,
              },
            ],
          }),
        },
      ],
    },
  }));
  return { resourceMetrics: [{ resource: described(resource), scopeMetrics: [{ metrics }] }] };
}

export function tracesRequest(resource: Attributes, given: readonly Span[]) {
  const spans = given.map(({ start, end, ...span }) => ({
    ...span,
    startTimeUnixNano: nanoseconds(start),
    endTimeUnixNano: nanoseconds(end),
  }));
  return { resourceSpans: [{ resource: described(resource), scopeSpans: [{ spans }] }] };
}

function described(resource: Attributes) {
  return { attributes: keyValues(resource) };
}

function keyValues(attributes: Attributes) {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: { stringValue: value },
  }));
}
