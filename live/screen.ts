import { shellLine } from "../cli/shell-line";
import { megabytes } from "../sandbox/programs/byte-progress";
import type { Outcome } from "./checks/run-checks";
import type { SignalCheck } from "./checks/signals";
import type { RunningParts } from "./parts";
import type { AbsentPod } from "./programs";
import { queriesToTry } from "./queries";
import type { Usage } from "./usage";

/** What does not run, in one line; nothing where all runs. */
export function absentLine(absent: readonly AbsentPod[]): string[] {
  if (absent.length === 0) return [];
  const byReason = new Map<string, string[]>();
  for (const { workload, reason } of absent) {
    byReason.set(reason, [...(byReason.get(reason) ?? []), workload]);
  }
  const parts = [...byReason].map(([reason, workloads]) => `${workloads.join(", ")} (${reason})`);
  return [`Not running: ${parts.join("; ")}. Telemetry for these waits in a queue, or is lost.`];
}

/** What runs in another version than is deployed, in one line; nothing where all are the same. */
export function standInLine(standIns: readonly string[]): string[] {
  return standIns.length === 0 ? [] : [`Not as deployed: ${standIns.join(", ")}.`];
}

/** How to get in, and what to ask. */
export function welcome(parts: RunningParts, tokenFile: string | undefined): string[] {
  return [
    "",
    ...(parts.has("grafana")
      ? [
          `Grafana: ${parts.url("grafana")}  user admin, password ${parts.secret("grafanaAdmin")}`,
          "  Explore has the data of a small shop: frontend, checkout, inventory, payments and a batch job.",
        ]
      : ["There is no Grafana here."]),
    ...(tokenFile === undefined
      ? []
      : [
          "",
          "Your own program sends its telemetry there with these variables:",
          `  export OTEL_EXPORTER_OTLP_ENDPOINT=${parts.url("alloyGateway", "otlp-http")}`,
          `  export OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer%20$(cat ${shellLine([tokenFile])})"`,
        ]),
    "",
    ...queryLines(parts),
  ];
}

function queryLines(parts: RunningParts): string[] {
  const queries = queriesToTry(parts);
  if (queries.length > 0) return ["Queries to try", ...queries.map((line) => `  ${line}`)];
  return [
    "No query finds the demo's data here: what would bring or keep it does not run. " +
      "`npm run programs` says how to get the rest.",
  ];
}

/** One line a check. */
export function checkLine({ signal, what }: SignalCheck, outcome: Outcome): string {
  const [mark, end] = markAndEnd(outcome);
  return `${mark} ${signal.padEnd(9)} ${what}: ${end}`;
}

function markAndEnd(outcome: Outcome): [mark: string, end: string] {
  switch (outcome.kind) {
    case "arrived":
      return ["ok  ", `${outcome.evidence} (after ${outcome.seconds} s)`];
    case "left out":
      return ["--  ", `without ${outcome.missing.map(spelled).join(", ")}`];
    case "ended":
      return ["FAIL", `${outcome.workloads.join(", ")} does not run`];
    case "did not arrive":
      return ["FAIL", outcome.reason];
  }
}

/** The name of a part as its workload is called by default: `alloyGateway` is `alloy-gateway`. */
function spelled(part: string): string {
  return part.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** What it all takes. */
export function usageLines(usage: readonly Usage[], diskBytes: number): string[] {
  const total = {
    name: "all",
    cpuPercent: usage.reduce((sum, each) => sum + each.cpuPercent, 0),
    memoryBytes: usage.reduce((sum, each) => sum + each.memoryBytes, 0),
  };
  return [
    "",
    "What it uses (processor: on average since the start)",
    ...[...usage, total].map(
      ({ name, cpuPercent, memoryBytes }) =>
        `  ${name.padEnd(20)} ${cpuPercent.toFixed(0).padStart(4)} % of a processor ${megabytes(memoryBytes).padStart(9)}`,
    ),
    `  ${"disk".padEnd(20)} ${" ".repeat(22)}${megabytes(diskBytes).padStart(9)}`,
  ];
}
