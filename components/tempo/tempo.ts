import * as pulumi from "@pulumi/pulumi";
import { after, childOptions, resolveOrThrow } from "../shared/component-args";
import { PORTS, type TempoEndpoints, tempoEndpoints } from "../shared/endpoints";
import type { Config } from "../shared/merge";
import { storeWorkload } from "../shared/store";
import { createStoreReleases } from "../shared/store-releases";
import { Topology } from "../shared/topology";
import { createWorkload } from "../shared/workload";
import type { WorkloadSpec } from "../shared/workload-spec";
import { toYaml } from "../shared/yaml";
import { keepStorage } from "../storage/storage-move";
import { TEMPO_DATA, tempoConfig } from "./config";
import { type TempoArgs, type TempoSpec, resolveTempo } from "./tempo-args";
import { tempoReleases } from "./values";

/**
 * Stores traces, answers TraceQL and makes metrics of spans.
 *
 * ```ts
 * const tempo = new Tempo("traces", {
 *   namespace: "monitoring",
 *   remoteWriteUrl: mimir.endpoints.push,
 * });
 * ```
 */
export class Tempo extends pulumi.ComponentResource {
  /** Where others send spans to and query them from. */
  readonly endpoints: TempoEndpoints;

  constructor(name: string, args: TempoArgs, opts?: pulumi.ComponentResourceOptions) {
    const spec = resolveOrThrow("Tempo", name, args, resolveTempo);
    super("lgtm:index:Tempo", name, {}, opts);

    const keeper = { program: "Tempo", ...spec, steps: MOVE };
    const kept = keepStorage(name, keeper, { parent: this });
    const options = after(childOptions(this, opts), [kept]);
    if (spec.topology === Topology.Distributed) {
      createStoreReleases(name, spec, tempoReleases(spec), options);
    } else {
      createWorkload(name, tempoWorkload(spec, tempoConfig(spec)), options);
    }
    this.endpoints = tempoEndpoints(spec);
    this.registerOutputs({ endpoints: this.endpoints });
  }
}

/** From one storage to another. */
const MOVE = [
  "let nothing send spans any more, and wait half an hour, until the last block is written",
  "copy everything under its own name: the folders of /var/tempo/blocks are those of a bucket",
];

function tempoWorkload(spec: TempoSpec, config: Config): WorkloadSpec {
  return storeWorkload(spec, {
    data: TEMPO_DATA,
    directory: "/etc/tempo",
    files: { "config.yaml": toYaml(config) },
    ports: [
      { name: "http", number: PORTS.tempo.http },
      { name: "grpc", number: PORTS.tempo.grpc },
      { name: "otlp-grpc", number: PORTS.tempo.otlpGrpc },
      { name: "otlp-http", number: PORTS.tempo.otlpHttp },
      { name: "jaeger-grpc", number: PORTS.tempo.jaegerGrpc },
      { name: "jaeger-http", number: PORTS.tempo.jaegerThriftHttp },
      { name: "jaeger-compact", number: PORTS.tempo.jaegerThriftCompact, protocol: "UDP" },
      { name: "zipkin", number: PORTS.tempo.zipkin },
    ],
    // Long enough to cut the block in memory and send the last metrics.
    gracePeriodSeconds: 120,
  });
}
