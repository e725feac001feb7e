import type { LokiReceiver, Part } from "../connections";
import { block, component, exported } from "../syntax";

/** Sends log entries to Loki. Labels that are undefined are left out. */
export function lokiWrite(
  label: string,
  url: string,
  labels: Record<string, string | undefined>,
): Part & { receiver: LokiReceiver } {
  const write = component("loki.write", label, externalLabels(labels), [
    // For ever instead of ten times: while Loki is away the files on the node are the queue.
    block("endpoint", { url, max_backoff_retries: 0 }),
  ]);
  return { blocks: [write], receiver: exported("loki.LogsReceiver", write, "receiver") };
}

/** The argument that adds labels to all that a component writes. Nothing where there are none. */
export function externalLabels(labels: Record<string, string | undefined>) {
  const given = Object.values(labels).some((value) => value !== undefined);
  return given ? { external_labels: labels } : {};
}
