import * as pulumi from "@pulumi/pulumi";
import { after, childOptions, resolveOrThrow } from "../shared/component-args";
import { type MimirEndpoints, PORTS, mimirEndpoints } from "../shared/endpoints";
import type { Config } from "../shared/merge";
import { POD_ENVIRONMENT } from "../shared/pod-address";
import { remember } from "../shared/remembered";
import { storeWorkload } from "../shared/store";
import { createStoreReleases } from "../shared/store-releases";
import { Topology } from "../shared/topology";
import { createWorkload } from "../shared/workload";
import type { WorkloadSpec } from "../shared/workload-spec";
import { toYaml } from "../shared/yaml";
import { expandsEnv } from "../storage/access";
import { FALLBACK_FILE, MIMIR_FILES, alertmanagerFallback, mimirConfig } from "./config";
import { type MimirArgs, type MimirSpec, resolveMimir } from "./mimir-args";
import { checkMoves, mimirLayout } from "./moves";
import { MIMIR_DATA } from "./paths";
import { mimirReleases } from "./release";

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
    const spec = resolveOrThrow("Mimir", name, args, resolveMimir);
    super("lgtm:index:Mimir", name, {}, opts);

    const layout = rememberLayout(name, spec, { parent: this });
    const options = after(childOptions(this, opts), [layout]);
    if (spec.topology === Topology.Distributed) {
      const { protect } = spec.persistence;
      createStoreReleases(name, spec, mimirReleases(spec), { ...options, protect });
    } else {
      createWorkload(name, mimirWorkload(spec, mimirConfig(spec)), options);
    }
    this.endpoints = mimirEndpoints(spec);
    this.registerOutputs({ endpoints: this.endpoints });
  }
}

/** A live Mimir is not changed in a way that would lose its data. */
function rememberLayout(name: string, spec: MimirSpec, options: pulumi.CustomResourceOptions) {
  const check = { subject: `Mimir "${name}"`, transition: checkMoves, path: "mimir" };
  return remember(`${name}-layout`, mimirLayout(spec), check, options);
}

function mimirWorkload(spec: MimirSpec, config: Config): WorkloadSpec {
  const isReplicated = spec.topology === Topology.Replicated;
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
      ...(isReplicated ? [{ name: "gossip", number: PORTS.mimir.gossip }] : []),
    ],
    // Long enough to close the database of series in memory and what is being compacted.
    gracePeriodSeconds: 300,
    ...(isReplicated && {
      args: expandsEnv(spec.objectStorage) ? [] : ["-config.expand-env=true"],
      zoneArgs,
      env: POD_ENVIRONMENT,
    }),
  });
}

/** The rings in which every zone has a copy. */
function zoneArgs(zone: string): string[] {
  const rings = ["ingester.ring", "store-gateway.sharding-ring", "alertmanager.sharding-ring"];
  return rings.map((ring) => `-${ring}.instance-availability-zone=${zone}`);
}
