import * as pulumi from "@pulumi/pulumi";
import { after, childOptions, resolveOrThrow } from "../shared/component-args";
import { PORTS, type PyroscopeEndpoints, pyroscopeEndpoints } from "../shared/endpoints";
import type { Config } from "../shared/merge";
import { storeWorkload } from "../shared/store";
import { createStoreReleases } from "../shared/store-releases";
import { Topology } from "../shared/topology";
import { createWorkload } from "../shared/workload";
import type { WorkloadSpec } from "../shared/workload-spec";
import { toYaml } from "../shared/yaml";
import { keepStorage } from "../storage/storage-move";
import { PYROSCOPE_DATA, pyroscopeConfig } from "./config";
import { type PyroscopeArgs, type PyroscopeSpec, resolvePyroscope } from "./pyroscope-args";
import { pyroscopeReleases } from "./values";

/**
 * Stores profiles and answers queries for flame graphs.
 *
 * ```ts
 * const pyroscope = new Pyroscope("profiles", { namespace: "monitoring", retention: "14d" });
 * ```
 */
export class Pyroscope extends pulumi.ComponentResource {
  /** Where others push profiles to and query them from. */
  readonly endpoints: PyroscopeEndpoints;

  constructor(name: string, args: PyroscopeArgs, opts?: pulumi.ComponentResourceOptions) {
    const spec = resolveOrThrow("Pyroscope", name, args, resolvePyroscope);
    super("lgtm:index:Pyroscope", name, {}, opts);

    const keeper = { program: "Pyroscope", ...spec, steps: MOVE };
    const kept = keepStorage(name, keeper, { parent: this });
    const options = after(childOptions(this, opts), [kept]);
    if (spec.topology === Topology.Distributed) {
      const { protect } = spec.persistence;
      createStoreReleases(name, spec, pyroscopeReleases(spec), { ...options, protect });
    } else {
      createWorkload(name, pyroscopeWorkload(spec, pyroscopeConfig(spec)), options);
    }
    this.endpoints = pyroscopeEndpoints(spec);
    this.registerOutputs({ endpoints: this.endpoints });
  }
}

/** From one storage to another. */
const MOVE = [
  "there is no way to bring profiles from one storage to another: the index of the metastore would not find them",
  "only if there is nothing of them to keep:",
];

function pyroscopeWorkload(spec: PyroscopeSpec, config: Config): WorkloadSpec {
  return storeWorkload(spec, {
    data: PYROSCOPE_DATA,
    directory: "/etc/pyroscope",
    files: { "config.yaml": toYaml(config) },
    ports: [
      { name: "http", number: PORTS.pyroscope.http },
      { name: "grpc", number: PORTS.pyroscope.grpc },
    ],
    // Long enough to write out the segment in memory and take a snapshot of the index.
    gracePeriodSeconds: 60,
  });
}
