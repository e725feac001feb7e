import { quantityBytes, wholeMebibytes } from "../shared/bytes";
import type { AlloyGatewaySpec } from "./alloy-gateway-args";
import { type OtelOutputs, type Part, chain } from "./connections";
import { batch } from "./parts/batch";
import { bearerToken } from "./parts/bearer-token";
import { contractAttributes } from "./parts/contract-attributes";
import { kubernetesAttributes } from "./parts/kubernetes-attributes";
import { logging } from "./parts/logging";
import { memoryLimiter } from "./parts/memory-limiter";
import { type ExporterSettings, otlpGrpcExporter, otlpHttpExporter } from "./parts/otlp-exporters";
import { otlpReceiver } from "./parts/otlp-receiver";
import { printAlloy } from "./print";

/** Where the Secret with the token is mounted. */
export const TOKEN_DIRECTORY = "/var/run/secrets/ingest-token";

/** The gateway's configuration: OTLP in, with a token; OTLP out to each backend there is. Pure. */
export function gatewayConfig(spec: AlloyGatewaySpec): string {
  const token = bearerToken("ingest", `${TOKEN_DIRECTORY}/${spec.tokenSecret.key}`);
  const exporters = gatewayExporters(spec);
  const steps = chain(
    [
      // First, so that what is too much is refused before any work is spent on it.
      memoryLimiter("default", spec.resources.memoryLimit),
      // Before batches, which mix what came over different connections.
      kubernetesAttributes("default"),
      contractAttributes("contract", {
        cluster: spec.cluster,
        deployment_environment: spec.environment,
      }),
      batch("default"),
    ],
    exporters.outputs,
  );
  const receiver = otlpReceiver(
    "default",
    { auth: token.handler, maxRequestBytes: quantityBytes(spec.maxRequestSize) },
    steps.outputs,
  );
  const parts: Part[] = [token, receiver, steps, exporters];
  return printAlloy([logging(), ...parts.flatMap((part) => part.blocks)], spec.config);
}

/** One exporter for each backend that was named. */
function gatewayExporters(spec: AlloyGatewaySpec): Part & { outputs: OtelOutputs } {
  const settings: ExporterSettings = {
    retryFor: spec.retryFor,
    // Three queues leave more than half of the memory to what is under way.
    queueBytes: wholeMebibytes(quantityBytes(spec.resources.memoryLimit, 1 / 8)),
  };
  const { lokiOtlpUrl, mimirOtlpUrl, tempoOtlpEndpoint } = spec;
  const logs = lokiOtlpUrl ? otlpHttpExporter<"logs">("loki", lokiOtlpUrl, settings) : undefined;
  const metrics = mimirOtlpUrl
    ? otlpHttpExporter<"metrics">("mimir", mimirOtlpUrl, settings)
    : undefined;
  const traces = tempoOtlpEndpoint
    ? otlpGrpcExporter<"traces">("tempo", tempoOtlpEndpoint, settings)
    : undefined;
  return {
    blocks: [logs, metrics, traces].flatMap((part) => part?.blocks ?? []),
    outputs: {
      ...(logs && { logs: [logs.input] }),
      ...(metrics && { metrics: [metrics.input] }),
      ...(traces && { traces: [traces.input] }),
    },
  };
}
