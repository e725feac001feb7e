import type { EngineEvent, OpType, StepEventMetadata } from "@pulumi/pulumi/automation";
import { describe, isObject } from "../engine/progress";

/** What becomes of a resource. */
export type ChangeKind = "create" | "update" | "replace" | "delete" | "other";

/** One resource that an `up` would change. */
export interface PlannedChange {
  kind: ChangeKind;
  /** The part of the platform that it belongs to, such as `Loki`. */
  part: string;
  /** `StatefulSet lgtm-loki`. */
  resource: string;
  /** Paths of the properties that change; none of what is made or goes. */
  properties: string[];
}

/** What resources stay that belong to no part. */
const WHOLE = "the stack itself";
const ROOT = "LgtmStack";

const KINDS: Partial<Record<OpType, ChangeKind>> = {
  create: "create",
  update: "update",
  replace: "replace",
  delete: "delete",
  import: "other",
  refresh: "other",
};

/** Collects from the engine's events what a preview finds. */
export class PlannedChanges {
  readonly changes: PlannedChange[] = [];
  unchanged = 0;

  /** Told of everything that the engine does. */
  readonly see = ({ resourcePreEvent }: EngineEvent): void => {
    const step = resourcePreEvent?.metadata;
    if (step === undefined || !isObject(step.type)) return;
    if (step.op === "same") this.unchanged++;
    const kind = KINDS[step.op];
    if (kind === undefined) return;
    this.changes.push({
      kind,
      part: partOf(step.urn),
      resource: describe(step.urn),
      properties: kind === "update" || kind === "replace" ? propertiesOf(step) : [],
    });
  };
}

/** The innermost component of ours that the resource is in. */
function partOf(urn: string): string {
  const types = (urn.split("::")[2] ?? "").split("$").filter((type) => type.startsWith("lgtm:"));
  const part = types.at(-1)?.split(":").at(-1) ?? WHOLE;
  return part === ROOT ? WHOLE : part;
}

function propertiesOf({ detailedDiff, diffs, keys }: StepEventMetadata): string[] {
  const detailed = Object.keys(detailedDiff ?? {});
  return detailed.length > 0 ? detailed.sort() : [...(diffs ?? keys ?? [])].sort();
}
