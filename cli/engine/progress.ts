import type { EngineEvent, OpType } from "@pulumi/pulumi/automation";

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

/**
 * Prints one line for each resource that changes, when it has changed, and what the engine complains about.
 * Resources that stay as they are are only counted by the engine's own summary.
 */
export function progressPrinter(print: (line: string) => void): (event: EngineEvent) => void {
  const complaints = new Set<string>();
  return ({ resOutputsEvent, resOpFailedEvent, diagnosticEvent }) => {
    const done = resOutputsEvent?.metadata;
    if (done && isObject(done.type)) {
      const sign = SIGNS[done.op];
      if (sign) print(`  ${sign} ${describe(done.urn)}`);
    }
    if (resOpFailedEvent) print(`  ! ${describe(resOpFailedEvent.metadata.urn)} failed`);
    // A release stands for many workloads, and is told about while it is waited for.
    if (diagnosticEvent?.ephemeral === true && diagnosticEvent.urn?.includes(":Release::")) {
      const said = withoutColors(diagnosticEvent.message).trim();
      if (said !== "") print(`  … ${said}`);
      return;
    }
    if (diagnosticEvent && ["warning", "error"].includes(diagnosticEvent.severity)) {
      const complaint = `${diagnosticEvent.severity}: ${diagnosticEvent.message}`;
      // The engine tells some twice: at the resource, and at the program that declared it.
      if (!complaints.has(complaint)) print(withoutColors(complaint).trimEnd());
      complaints.add(complaint);
    }
  };
}

/** `StatefulSet lgtm-loki` for the URN of a resource. */
export function describe(urn: string): string {
  const [, , types = "", name = ""] = urn.split("::");
  const type = types.split("$").at(-1) ?? "";
  return `${type.split(":").at(-1) ?? ""} ${name}`;
}

function isObject(type: string): boolean {
  return !type.startsWith("lgtm:") && !type.startsWith("pulumi:");
}

/** The engine marks colours as <{%fg 1%}>, for terminals of its own. */
function withoutColors(text: string): string {
  return text.replaceAll(/<\{%[^%]*%\}>/g, "");
}
