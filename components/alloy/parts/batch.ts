import { OtelConsumer, type OtelStep, outputBlock } from "../connections";
import { component } from "../syntax";

/** Gathers small requests into large ones: the last step, after all that drops or changes data. */
export function batch(label: string): OtelStep {
  return (next) => {
    const processor = component(
      "otelcol.processor.batch",
      label,
      // 3000 spans stay below the 4 MiB that gRPC servers take at once unless told otherwise.
      { timeout: "1s", send_batch_size: 2000, send_batch_max_size: 3000 },
      [outputBlock(next)],
    );
    return { blocks: [processor], input: new OtelConsumer(processor) };
  };
}
