import type * as pulumi from "@pulumi/pulumi";
import { type Placement, type PlacementArgs, placementFields } from "../shared/component-args";
import { type SecretRef, secretRefField } from "../shared/credentials";
import {
  type ConfigCheckArgs,
  checkOverlay,
  configCheckField,
} from "../shared/config-check/overlay";
import type { Config } from "../shared/merge";
import { boolean, text, url } from "../shared/fields";
import { orDeferred } from "../shared/input-fields";
import { IN_FILE, plainMap } from "../shared/plain-data";
import type { Place } from "../shared/place";
import { listOf, object, optional, withDefault } from "../shared/shape";
import {
  EVERY_NODE,
  type WorkloadArgs,
  type WorkloadSettings,
  workloadFields,
} from "../shared/workload-args";

/** What you can say about Beyla. */
export interface BeylaArgs extends WorkloadArgs, PlacementArgs, ConfigCheckArgs {
  /** Where it sends OTLP over gRPC: `http://host:port` of the gateway. */
  otlpEndpoint: string;
  /** The Secret with the bearer token that the gateway wants, in Beyla's namespace. */
  tokenSecret: SecretRef;
  /** Changes when the token does: Beyla reads it at its start only, so its pods restart. Defaults to none. */
  tokenVersion?: pulumi.Input<string>;
  /** Name of the cluster, an attribute of all that it sends. Defaults to none. */
  cluster?: string;
  /** Namespaces whose programs are instrumented, as globs such as `shop-*`. Defaults to all but the cluster's own. */
  namespaces?: string[];
  /** Namespaces that are left out although they match, as globs. This stack's own pods are always left out. Defaults to none. */
  excludeNamespaces?: string[];
  /**
   * Looks into programs and libraries as well as at the network: Go, TLS, runtimes. Costs the capability SYS_ADMIN,
   * without which many kernels refuse it. Defaults to true.
   */
  userSpaceProbes?: boolean;
  /** Measures the traffic between workloads. Needs the node's network. Defaults to false. */
  networkMetrics?: boolean;
  /**
   * Carries trace ids across services by writing them into requests. Needs the node's network and NET_ADMIN, and has to
   * get along with a CNI that uses traffic control too, such as Cilium. Defaults to false.
   */
  contextPropagation?: boolean;
  /** Laid over Beyla's configuration file as the last thing; `null` removes a key. Defaults to nothing. */
  config?: Config;
}

/** Beyla with every default filled in. */
export interface BeylaSpec extends WorkloadSettings, Placement, ConfigCheckArgs {
  otlpEndpoint: string;
  tokenSecret: SecretRef;
  tokenVersion?: pulumi.Input<string>;
  cluster?: string;
  namespaces: string[];
  excludeNamespaces: string[];
  userSpaceProbes: boolean;
  networkMetrics: boolean;
  contextPropagation: boolean;
  config?: Config;
}

/** Reads and checks the args. */
export function resolveBeyla(name: string, args: unknown, place: Place): BeylaSpec {
  const spec = object<BeylaSpec>({
    ...placementFields(name),
    ...workloadFields({
      name: "beyla",
      image: "beyla",
      // 75 MB when at rest, up to 600 MB for the moment in which it instruments a program.
      resources: { cpu: "100m", memory: "128Mi", memoryLimit: "1Gi" },
      tolerations: EVERY_NODE,
    }),
    otlpEndpoint: url("http://alloy-gateway:4317"),
    tokenSecret: secretRefField({ name: "ingest-token", key: "token" }),
    tokenVersion: optional(orDeferred<pulumi.Input<string>>(text())),
    cluster: optional(text()),
    namespaces: withDefault(listOf(namespaceGlob("shop-*")), ["*"]),
    excludeNamespaces: listOf(namespaceGlob("build-*")),
    userSpaceProbes: withDefault(boolean(), true),
    networkMetrics: withDefault(boolean(), false),
    contextPropagation: withDefault(boolean(), false),
    config: plainMap(IN_FILE),
    configCheck: configCheckField(),
  }).read(args, place);
  checkOverlay("beyla", spec, place.at("config"));
  return spec;
}

function namespaceGlob(example: string) {
  return text({
    pattern: /^[-a-z0-9*?]+$/,
    allowed: "the name of a namespace, in which * stands for any text and ? for any letter",
    example,
  });
}
