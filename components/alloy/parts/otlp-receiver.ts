import { PORTS } from "../../shared/endpoints";
import { alloyBytes } from "../../shared/bytes";
import { type AuthHandler, type OtelOutputs, type Part, outputBlock } from "../connections";
import { block, component } from "../syntax";

export interface OtlpReceiverSettings {
  /** Who may send. */
  auth: AuthHandler;
  /** Largest request that is taken, in bytes. */
  maxRequestBytes: number;
}

/** Takes OTLP over gRPC and HTTP. A signal that goes nowhere is refused, so that its sender hears of it. */
export function otlpReceiver(
  label: string,
  { auth, maxRequestBytes }: OtlpReceiverSettings,
  next: OtelOutputs,
): Part {
  const size = alloyBytes(maxRequestBytes);
  const { otlpGrpc, otlpHttp } = PORTS.alloy;
  return {
    blocks: [
      component("otelcol.receiver.otlp", label, {}, [
        block("grpc", { endpoint: `0.0.0.0:${otlpGrpc}`, max_recv_msg_size: size, auth }),
        block("http", { endpoint: `0.0.0.0:${otlpHttp}`, max_request_body_size: size, auth }),
        outputBlock(next),
      ]),
    ],
  };
}
