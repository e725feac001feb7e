import type { EngineEvent, OpType } from "@pulumi/pulumi/automation";
import { describe as named } from "../../../cli/engine/progress";

/** What changes nothing, and the two halves of a `replace`. */
const UNCOUNTED: OpType[] = ["same", "create-replacement", "delete-replaced"];

/** Collects what an operation of the engine does, or would do, and everything that it prints. */
export class Operations {
  private readonly seen: string[] = [];
  private text = "";

  /** For the options of `preview`, `up` and `destroy`. */
  readonly options = {
    onEvent: ({ resourcePreEvent }: EngineEvent): void => {
      const { op, urn } = resourcePreEvent?.metadata ?? { op: "same" as OpType, urn: "" };
      if (!UNCOUNTED.includes(op)) this.seen.push(`${op} ${named(urn)}`);
    },
    onOutput: (text: string): void => {
      this.text += text;
    },
  };

  /** `update ConfigMap lgtm-loki-config` for each resource that does not stay as it is, sorted. */
  get changes(): string[] {
    return [...this.seen].sort();
  }

  get printed(): string {
    return this.text;
  }
}
