import { TELEMETRY_LABELS, TRACE_ID_LABEL } from "../../shared/telemetry-labels";
import type { LokiReceiver, Part, Targets } from "../connections";
import { type Expression, block, component, exported } from "../syntax";

/** A trace id as programs write it: `trace_id=…`, `"traceId":"…"`, `traceID: …`. */
const TRACE_ID_IN_LINE = `(?i)trace[._-]?id["']?\\s*[=:]\\s*["']?(?P<${TRACE_ID_LABEL}>[0-9a-f]{32})\\b`;

/** Reads the files of these targets from where it stopped the last time. */
export function logFiles(label: string, targets: Targets, next: LokiReceiver): Part {
  const source = component(
    "loki.source.file",
    label,
    { targets, forward_to: [next] },
    // Paths have wildcards: a container writes a new file after each restart.
    [block("file_match", { enabled: true, sync_period: "10s" })],
  );
  return { blocks: [source] };
}

/** Makes log entries of the lines that a container runtime writes, with the labels of the contract. */
export function containerLogs(
  label: string,
  next: LokiReceiver,
): Part & { receiver: LokiReceiver } {
  const process = component("loki.process", label, { forward_to: [next] }, [
    block("stage.cri"),
    block("stage.regex", { expression: TRACE_ID_IN_LINE }),
    block("stage.structured_metadata", { values: structuredMetadata() }),
    // The path has the pod's UID in it: as a label it would make a stream of every pod.
    block("stage.label_drop", { values: ["filename"] }),
  ]);
  return { blocks: [process], receiver: exported("loki.LogsReceiver", process, "receiver") };
}

/** What has too many values for an index. Taking a label as metadata also takes it from the stream. */
function structuredMetadata(): Record<string, Expression> {
  const contract = TELEMETRY_LABELS.filter((row) => row.logs === "metadata").map(
    (row): string => row.label,
  );
  // An empty source means the field of the same name.
  return Object.fromEntries([...contract, "stream", TRACE_ID_LABEL].map((name) => [name, ""]));
}
