import * as pulumi from "@pulumi/pulumi";
import { childOptions, resolveOrThrow } from "../shared/component-args";
import { type LokiEndpoints, PORTS, lokiEndpoints } from "../shared/endpoints";
import type { Config } from "../shared/merge";
import { storeWorkload } from "../shared/store";
import { createWorkload } from "../shared/workload";
import type { WorkloadSpec } from "../shared/workload-spec";
import { toYaml } from "../shared/yaml";
import { LOKI_DATA, lokiConfig } from "./config";
import { type LokiArgs, type LokiSpec, resolveLoki } from "./loki-args";

/**
 * Stores logs and answers LogQL.
 *
 * ```ts
 * const loki = new Loki("logs", { namespace: "monitoring", retention: "14d" });
 * ```
 */
export class Loki extends pulumi.ComponentResource {
  /** Where others push logs to and query them from. */
  readonly endpoints: LokiEndpoints;

  constructor(name: string, args: LokiArgs, opts?: pulumi.ComponentResourceOptions) {
    const spec = resolveOrThrow(`Loki "${name}"`, args, (a, place) => resolveLoki(name, a, place));
    super("lgtm:index:Loki", name, {}, opts);

    createWorkload(name, lokiWorkload(spec, lokiConfig(spec)), childOptions(this, opts));
    this.endpoints = lokiEndpoints(spec);
    this.registerOutputs({ endpoints: this.endpoints });
  }
}

function lokiWorkload(spec: LokiSpec, config: Config): WorkloadSpec {
  return storeWorkload(spec, {
    data: LOKI_DATA,
    directory: "/etc/loki",
    files: { "config.yaml": toYaml(config) },
    ports: [
      { name: "http", number: PORTS.loki.http },
      { name: "grpc", number: PORTS.loki.grpc },
    ],
    // Long enough to flush every chunk in memory to disk.
    gracePeriodSeconds: 300,
  });
}
