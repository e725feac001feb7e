import * as pulumi from "@pulumi/pulumi";
import { childOptions, resolveOrThrow } from "../shared/component-args";
import { type MimirEndpoints, PORTS, mimirEndpoints } from "../shared/endpoints";
import type { Config } from "../shared/merge";
import { createWorkload } from "../shared/workload";
import { WorkloadKind, type WorkloadSpec } from "../shared/workload-spec";
import { toYaml } from "../shared/yaml";
import {
  FALLBACK_FILE,
  MIMIR_DATA,
  MIMIR_FILES,
  alertmanagerFallback,
  mimirConfig,
} from "./config";
import { type MimirArgs, type MimirSpec, resolveMimir } from "./mimir-args";

/**
 * Stores metrics, answers PromQL, evaluates rules and routes alerts.
 *
 * ```ts
 * const mimir = new Mimir("metrics", { namespace: "monitoring", retention: "30d" });
 * ```
 */
export class Mimir extends pulumi.ComponentResource {
  /** Where others push metrics to, query them from and send alerts to. */
  readonly endpoints: MimirEndpoints;

  constructor(name: string, args: MimirArgs, opts?: pulumi.ComponentResourceOptions) {
    const spec = resolveOrThrow(`Mimir "${name}"`, args, (a, place) =>
      resolveMimir(name, a, place),
    );
    super("lgtm:index:Mimir", name, {}, opts);

    createWorkload(name, mimirWorkload(spec, mimirConfig(spec)), childOptions(this, opts));
    this.endpoints = mimirEndpoints(spec);
    this.registerOutputs({ endpoints: this.endpoints });
  }
}

function mimirWorkload(spec: MimirSpec, config: Config): WorkloadSpec {
  return {
    kind: WorkloadKind.StatefulSet,
    settings: spec,
    instance: spec.instance,
    namespace: spec.namespace,
    replicas: spec.replicas,
    user: 10001,
    args: [`-config.file=${MIMIR_FILES}/config.yaml`],
    ports: [
      { name: "http", number: PORTS.mimir.http },
      { name: "grpc", number: PORTS.mimir.grpc },
    ],
    files: [
      {
        suffix: "config",
        directory: MIMIR_FILES,
        files: {
          "config.yaml": toYaml(config),
          [FALLBACK_FILE]: toYaml(alertmanagerFallback()),
        },
      },
    ],
    storage: { ...spec.persistence, mountPath: MIMIR_DATA },
    scratch: ["/tmp"],
    readiness: { path: "/ready", port: "http" },
    // Replaying a write-ahead log can take minutes; nothing may restart it meanwhile.
    startup: { path: "/ready", port: "http", failureThreshold: 180 },
    metrics: { port: PORTS.mimir.http },
    profiles: { port: PORTS.mimir.http },
    // Long enough to close the database of series in memory and what is being compacted.
    gracePeriodSeconds: 300,
  };
}
