import type { EngineEvent, OpType } from "@pulumi/pulumi/automation";
import { typeAndName } from "../urn";
import { green, red, yellow } from "../command-line/colors";

/** What an operation did to a resource, as one sign. */
const SIGNS: Partial<Record<OpType, string>> = {
  create: "+",
  "create-replacement": "+",
  update: "~",
  delete: "-",
  "delete-replaced": "-",
  replace: "±",
  import: "=",
};

/** How the engine warns of what a killed run was doing. The session has said so, and deals with it. */
const OF_KILLED_RUN = /^Attempting to deploy or update resources with \d+ pending operations/;

/**
 * Prints one line for each resource that changes, when it has changed, and what the engine complains about.
 * Resources that stay as they are are only counted by the engine's own summary.
 */
export function progressPrinter(print: (line: string) => void): (event: EngineEvent) => void {
  const complain = complaintPrinter(print);
  return (event) => {
    const { resOutputsEvent, resOpFailedEvent } = event;
    const done = resOutputsEvent?.metadata;
    if (done && isObject(done.type)) {
      const sign = SIGNS[done.op];
      if (sign) print(`  ${colorOf(sign)(sign)} ${describe(done.urn)}`);
    }
    if (resOpFailedEvent) print(red(`  ! ${describe(resOpFailedEvent.metadata.urn)} failed`));
    complain(event);
  };
}

/** Prints what the engine complains about, each complaint once. */
export function complaintPrinter(print: (line: string) => void): (event: EngineEvent) => void {
  const complaints = new Set<string>();
  return ({ diagnosticEvent }) => {
    // What the provider says of its own waiting is ephemeral: how many pods, but neither which nor why.
    if (diagnosticEvent?.ephemeral === true) return;
    if (diagnosticEvent && OF_KILLED_RUN.test(diagnosticEvent.message)) return;
    if (diagnosticEvent && ["warning", "error"].includes(diagnosticEvent.severity)) {
      const complaint = `${diagnosticEvent.severity}: ${diagnosticEvent.message}`;
      // The engine tells some twice: at the resource, and at the program that declared it.
      const style = diagnosticEvent.severity === "error" ? red : yellow;
      if (!complaints.has(complaint)) print(style(withoutColors(complaint).trimEnd()));
      complaints.add(complaint);
    }
  };
}

/** `StatefulSet lgtm-loki` for the URN of a resource. */
export function describe(urn: string): string {
  const { type, name } = typeAndName(urn);
  return `${type.split(":").at(-1) ?? ""} ${name}`;
}

/** How what happens to a resource is coloured, by its sign. */
export function colorOf(sign: string): (text: string) => string {
  if (sign === "+") return green;
  return sign === "-" || sign === "±" ? red : yellow;
}

/** Whether something is made for it elsewhere than in the state. */
export function isObject(type: string): boolean {
  return !type.startsWith("lgtm:") && !type.startsWith("pulumi:");
}

/** The engine marks colours as <{%fg 1%}>, for terminals of its own. */
function withoutColors(text: string): string {
  return text.replaceAll(/<\{%[^%]*%\}>/g, "");
}
