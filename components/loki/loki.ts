import * as pulumi from "@pulumi/pulumi";
import { after, childOptions, resolveOrThrow } from "../shared/component-args";
import { type LokiEndpoints, PORTS, lokiEndpoints } from "../shared/endpoints";
import type { Config } from "../shared/merge";
import { POD_ENVIRONMENT } from "../shared/pod-address";
import { bucketOf, storeWorkload } from "../shared/store";
import { createStoreReleases } from "../shared/store-releases";
import { CHART_TOPOLOGIES, Topology } from "../shared/topology";
import { createWorkload } from "../shared/workload";
import type { WorkloadSpec } from "../shared/workload-spec";
import { toYaml } from "../shared/yaml";
import { expandsEnv } from "../storage/access";
import { keepStorage } from "../storage/storage-move";
import { lokiConfig } from "./config";
import { type LokiArgs, type LokiSpec, resolveLoki } from "./loki-args";
import { LOKI_DATA } from "./paths";
import { keepLedger } from "./schema-ledger";
import { lokiReleases } from "./values";

/**
 * Stores logs and answers LogQL.
 *
 * ```ts
 * const loki = new Loki("logs", { namespace: "monitoring", retention: "14d" });
 * ```
 *
 * Topology "distributed" with zones needs the rollout operator in the same namespace, which restarts one zone at a time.
 */
export class Loki extends pulumi.ComponentResource {
  /** Where others push logs to and query them from. */
  readonly endpoints: LokiEndpoints;

  constructor(name: string, args: LokiArgs, opts?: pulumi.ComponentResourceOptions) {
    const spec = resolveOrThrow("Loki", name, args, resolveLoki);
    super("lgtm:index:Loki", name, {}, opts);

    if (spec.topology === Topology.SimpleScalable) warnOfLoki4(this);
    const options = childOptions(this, opts);
    const checked = after(options, [
      keepLedger(name, spec, options),
      ...(bucketOf(spec)
        ? [keepStorage(name, { program: "Loki", ...spec, steps: MOVE }, options)]
        : []),
    ]);
    if (CHART_TOPOLOGIES.includes(spec.topology)) {
      const { protect } = spec.persistence;
      createStoreReleases(name, spec, lokiReleases(spec), { ...checked, protect });
    } else {
      createWorkload(name, lokiWorkload(spec, lokiConfig(spec)), checked);
    }
    this.endpoints = lokiEndpoints(spec);
    this.registerOutputs({ endpoints: this.endpoints });
  }
}

/** From one bucket to another. From the volume into one, a period of the schema leads. */
const MOVE = [
  "scale Loki to 0, so that everything is written and nothing more is",
  "copy everything of the bucket under its own name",
];

function warnOfLoki4(resource: pulumi.Resource): void {
  const warning =
    'Loki 4 removes topology "simple-scalable": "replicated" and "distributed" read the same bucket';
  // Told in the preview; there is nobody to wait for it.
  void pulumi.log.warn(warning, resource);
}

function lokiWorkload(spec: LokiSpec, config: Config): WorkloadSpec {
  const isReplicated = spec.topology === Topology.Replicated;
  return storeWorkload(spec, {
    data: LOKI_DATA,
    directory: "/etc/loki",
    files: { "config.yaml": toYaml(config) },
    ports: [
      { name: "http", number: PORTS.loki.http },
      { name: "grpc", number: PORTS.loki.grpc },
      ...(isReplicated ? [{ name: "gossip", number: PORTS.loki.gossip }] : []),
    ],
    // Long enough to flush every chunk in memory to disk or into the bucket.
    gracePeriodSeconds: 300,
    ...(isReplicated && {
      args: expandsEnv(spec.objectStorage) ? [] : ["-config.expand-env=true"],
      // Of every ring: the configuration file is the same in all zones.
      zoneArgs: (zone: string) => [`-common.storage.ring.instance-availability-zone=${zone}`],
      env: POD_ENVIRONMENT,
    }),
  });
}
