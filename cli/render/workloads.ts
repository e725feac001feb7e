import { WorkloadKind } from "../../components/shared/workload-spec";
import type { KubernetesObject } from "./render";

const KINDS: readonly string[] = Object.values(WorkloadKind);

/** Whether an object has pods that are to go on for ever. */
export function isWorkload({ kind }: KubernetesObject): boolean {
  return KINDS.includes(kind);
}
