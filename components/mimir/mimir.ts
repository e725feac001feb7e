import * as pulumi from "@pulumi/pulumi";
import { childOptions, resolveOrThrow } from "../shared/component-args";
import { type MimirEndpoints, PORTS, mimirEndpoints } from "../shared/endpoints";
import type { Config } from "../shared/merge";
import { storeWorkload } from "../shared/store";
import { createWorkload } from "../shared/workload";
import type { WorkloadSpec } from "../shared/workload-spec";
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
  return storeWorkload(spec, {
    data: MIMIR_DATA,
    directory: MIMIR_FILES,
    files: {
      "config.yaml": toYaml(config),
      [FALLBACK_FILE]: toYaml(alertmanagerFallback()),
    },
    ports: [
      { name: "http", number: PORTS.mimir.http },
      { name: "grpc", number: PORTS.mimir.grpc },
    ],
    // Long enough to close the database of series in memory and what is being compacted.
    gracePeriodSeconds: 300,
  });
}
