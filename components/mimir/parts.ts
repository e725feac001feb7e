import type { StringMap } from "../shared/labels";
import type { MimirPart } from "./distributed-args";
import type { MimirSpec } from "./mimir-args";

/** What a part is called in names and labels, such as "query-frontend". */
export function partName(part: MimirPart): string {
  return part.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** What a part is called in the chart's values, such as "query_frontend". */
export function partKey(part: MimirPart): string {
  return partName(part).replaceAll("-", "_");
}

/** The labels by which the chart finds the pods of a part, or of a cache. */
export function partLabels(spec: MimirSpec, component: string): StringMap {
  return {
    "app.kubernetes.io/name": "mimir",
    "app.kubernetes.io/instance": spec.name,
    "app.kubernetes.io/component": component,
  };
}
