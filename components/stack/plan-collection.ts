import type { AlloyAgentArgs, AlloyAgentSpec } from "../alloy/alloy-agent-args";
import type { AlloyGatewayArgs, AlloyGatewaySpec } from "../alloy/alloy-gateway-args";
import { resolveAlloyAgent, resolveAlloyGateway } from "../alloy/checked-config";
import { type BeylaArgs, type BeylaSpec, resolveBeyla } from "../beyla/beyla-args";
import type { SecretRef } from "../shared/credentials";
import {
  type LokiEndpoints,
  type MimirEndpoints,
  type PyroscopeEndpoints,
  type TempoEndpoints,
  alloyGatewayEndpoints,
} from "../shared/endpoints";
import { AGENT, type PlanContext, SERVICE, wired } from "./wiring";

/** The backends that the stack has, to which telemetry goes. */
export interface Receivers {
  loki?: LokiEndpoints;
  mimir?: MimirEndpoints;
  tempo?: TempoEndpoints;
  pyroscope?: PyroscopeEndpoints;
}

/** Who brings telemetry in: the gateway for those who send, the agents for what lies on the nodes. */
export function planCollection(
  { reader, settings, central, onNodes }: PlanContext,
  { loki, mimir, tempo, pyroscope }: Receivers,
  tokenSecret: SecretRef,
) {
  const { cluster, environment } = settings;
  const alloyGateway = reader.read<AlloyGatewayArgs, AlloyGatewaySpec>(
    "alloyGateway",
    SERVICE,
    wired(
      central,
      {
        cluster,
        environment,
        tokenSecret,
        lokiOtlpUrl: loki?.otlp,
        mimirOtlpUrl: mimir?.otlp,
        tempoOtlpEndpoint: tempo?.otlpGrpc,
      },
      { needs: { loki, mimir, tempo } },
    ),
    resolveAlloyGateway,
  );
  const alloyAgent = reader.read<AlloyAgentArgs, AlloyAgentSpec>(
    "alloyAgent",
    AGENT,
    wired(
      onNodes,
      {
        cluster,
        environment,
        lokiPushUrl: loki?.push,
        pyroscopePushUrl: pyroscope?.push,
      },
      { needs: { loki, pyroscope } },
    ),
    resolveAlloyAgent,
  );
  const otlpEndpoint = alloyGateway && alloyGatewayEndpoints(alloyGateway.spec).otlpGrpc;
  const beyla = reader.read<BeylaArgs, BeylaSpec>(
    "beyla",
    AGENT,
    wired(
      onNodes,
      { cluster, tokenSecret, tokenVersion: undefined, otlpEndpoint },
      { needs: { alloyGateway } },
    ),
    resolveBeyla,
  );
  return { alloyGateway, alloyAgent, beyla };
}
