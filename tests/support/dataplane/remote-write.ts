import { parse } from "protobufjs";
import { compress } from "snappyjs";
import { type Answer, send } from "../../../live/clients/http";

/** A series with samples and exemplars, as remote write sends it. */
export interface WrittenSeries {
  labels: Readonly<Record<string, string>>;
  samples: readonly Sample[];
  exemplars?: readonly (Sample & { labels: Readonly<Record<string, string>> })[];
}

export interface Sample {
  value: number;
  /** Milliseconds since 1970. */
  timestamp: number;
}

// The messages of remote write 1.0, by the numbers of their fields.
const WriteRequest = parse(`
  syntax = "proto3";
  message Label { string name = 1; string value = 2; }
  message Sample { double value = 1; int64 timestamp = 2; }
  message Exemplar { repeated Label labels = 1; double value = 2; int64 timestamp = 3; }
  message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; repeated Exemplar exemplars = 3; }
  message WriteRequest { repeated TimeSeries timeseries = 1; }
`).root.lookupType("WriteRequest");

/** Writes series as Prometheus does: protobuf, compressed with snappy. */
export function remoteWrite(url: string, series: readonly WrittenSeries[]): Promise<Answer> {
  const timeseries = series.map(({ labels, samples, exemplars = [] }) => ({
    labels: pairs(labels),
    samples,
    exemplars: exemplars.map((exemplar) => ({ ...exemplar, labels: pairs(exemplar.labels) })),
  }));
  const message = WriteRequest.encode(WriteRequest.fromObject({ timeseries })).finish();
  return send(url, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-protobuf",
      "Content-Encoding": "snappy",
      "X-Prometheus-Remote-Write-Version": "0.1.0",
    },
    body: Buffer.from(compress(message)),
  });
}

/** In the order of their names: the protocol asks for it. */
function pairs(labels: Readonly<Record<string, string>>) {
  return Object.entries(labels)
    .map(([name, value]) => ({ name, value }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
