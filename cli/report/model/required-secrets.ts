import type { Rendering } from "../../render/render";
import { type ReadSecret, secretId } from "./secrets";

/** A Secret that the stack does not make and that must be there before it. */
export interface RequiredSecret extends Omit<ReadSecret, "isOurs"> {
  /** The parts that read it. */
  readers: string[];
  /** Whether Pulumi reads it, to get the charts. */
  isForCharts: boolean;
}

/** Every Secret that somebody has to bring along, once for each namespace that it must be in. */
export function requiredSecrets(
  parts: readonly { id: string; secrets: readonly ReadSecret[] }[],
  { plan, releases }: Rendering,
): RequiredSecret[] {
  const found = new Map<string, RequiredSecret>();
  const add = (required: RequiredSecret) => {
    const { keys = [], readers = [], isForCharts = false } = found.get(secretId(required)) ?? {};
    found.set(secretId(required), {
      ...required,
      keys: [...new Set([...keys, ...required.keys])].sort(),
      readers: [...readers, ...required.readers],
      isForCharts: isForCharts || required.isForCharts,
    });
  };
  for (const { id, secrets } of parts) {
    for (const { isOurs, ...secret } of secrets) {
      if (!isOurs) add({ ...secret, readers: [id], isForCharts: false });
    }
  }
  const { charts, namespace } = plan.settings;
  if (charts.passwordSecret !== undefined && releases.length > 0) {
    const { name, key } = charts.passwordSecret;
    add({ name, namespace: namespace.name, keys: [key], readers: [], isForCharts: true });
  }
  return [...found.values()].sort((a, b) => (secretId(a) < secretId(b) ? -1 : 1));
}
