import type { Quantity } from "../../shared/units";
import { alloyBytes, quantityBytes, wholeMebibytes } from "../../shared/bytes";
import { OtelConsumer, type OtelStep, outputBlock } from "../connections";
import { component } from "../syntax";

/** Refuses data, which senders then try again, before the container runs out of memory and loses all it holds. */
export function memoryLimiter(label: string, containerLimit: Quantity): OtelStep {
  const share = (part: number) => alloyBytes(wholeMebibytes(quantityBytes(containerLimit, part)));
  return (next) => {
    const limiter = component(
      "otelcol.processor.memory_limiter",
      label,
      // Above the limit garbage is collected by force; from limit minus spike on, data is refused.
      { check_interval: "1s", limit: share(0.8), spike_limit: share(0.2) },
      [outputBlock(next)],
    );
    return { blocks: [limiter], input: new OtelConsumer(limiter) };
  };
}
