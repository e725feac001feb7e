import * as pulumi from "@pulumi/pulumi";
import { childOptions, resolveOrThrow } from "../shared/component-args";
import { type AlloyGatewayEndpoints, PORTS, alloyGatewayEndpoints } from "../shared/endpoints";
import { createWorkload } from "../shared/workload";
import { WorkloadKind, type WorkloadSpec } from "../shared/workload-spec";
import { type AlloyGatewayArgs, type AlloyGatewaySpec } from "./alloy-gateway-args";
import { resolveAlloyGateway } from "./checked-config";
import { TOKEN_DIRECTORY, gatewayConfig } from "./gateway-config";
import { KUBERNETES_ATTRIBUTES_RULES } from "./parts/kubernetes-attributes";
import { ALLOY_DATA, alloyProcess } from "./process";

/**
 * Takes OTLP from everybody who has the token, says in which pod it came to be, and spreads it to the backends.
 *
 * ```ts
 * const gateway = new AlloyGateway("gateway", {
 *   namespace: "monitoring",
 *   tokenSecret: { name: "ingest-token", key: "token" },
 *   lokiOtlpUrl: loki.endpoints.otlp,
 * });
 * ```
 */
export class AlloyGateway extends pulumi.ComponentResource {
  /** Where senders bring OTLP, with the token. */
  readonly endpoints: AlloyGatewayEndpoints;

  constructor(name: string, args: AlloyGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    const spec = resolveOrThrow("AlloyGateway", name, args, resolveAlloyGateway);
    super("lgtm:index:AlloyGateway", name, {}, opts);

    createWorkload(name, gatewayWorkload(spec, gatewayConfig(spec)), childOptions(this, opts));
    this.endpoints = alloyGatewayEndpoints(spec);
    this.registerOutputs({ endpoints: this.endpoints });
  }
}

function gatewayWorkload(spec: AlloyGatewaySpec, config: string): WorkloadSpec {
  return {
    ...alloyProcess(config),
    kind: WorkloadKind.StatefulSet,
    settings: spec,
    instance: spec.instance,
    namespace: spec.namespace,
    replicas: spec.replicas,
    ports: [
      { name: "otlp-grpc", number: PORTS.alloy.otlpGrpc },
      { name: "otlp-http", number: PORTS.alloy.otlpHttp },
      // Its user interface shows pipelines and data to everybody: not for the Service.
      { name: "http", number: PORTS.alloy.http, service: false },
    ],
    secrets: [
      { secret: spec.tokenSecret.name, directory: TOKEN_DIRECTORY, keys: [spec.tokenSecret.key] },
    ],
    scratch: [ALLOY_DATA, "/tmp"],
    clusterRules: KUBERNETES_ATTRIBUTES_RULES,
    // Long enough to send what waits in the queues.
    gracePeriodSeconds: 60,
  };
}
