import * as pulumi from "@pulumi/pulumi";
import { childOptions, resolveOrThrow } from "../shared/component-args";
import { type LokiEndpoints, PORTS, lokiEndpoints } from "../shared/endpoints";
import type { Config } from "../shared/merge";
import { createWorkload } from "../shared/workload";
import { WorkloadKind, type WorkloadSpec } from "../shared/workload-spec";
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
  return {
    kind: WorkloadKind.StatefulSet,
    settings: spec,
    instance: spec.instance,
    namespace: spec.namespace,
    replicas: spec.replicas,
    user: 10001,
    args: ["-config.file=/etc/loki/config.yaml"],
    ports: [
      { name: "http", number: PORTS.loki.http },
      { name: "grpc", number: PORTS.loki.grpc },
    ],
    files: [{ suffix: "config", directory: "/etc/loki", files: { "config.yaml": toYaml(config) } }],
    storage: { ...spec.persistence, mountPath: LOKI_DATA },
    scratch: ["/tmp"],
    readiness: { path: "/ready", port: "http" },
    // Replaying a write-ahead log can take minutes; nothing may restart it meanwhile.
    startup: { path: "/ready", port: "http", failureThreshold: 180 },
    metrics: { port: PORTS.loki.http },
    profiles: { port: PORTS.loki.http },
    // Long enough to flush every chunk in memory to disk.
    gracePeriodSeconds: 300,
  };
}
