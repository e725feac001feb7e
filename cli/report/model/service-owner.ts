import { isMap } from "../../../components/shared/merge";
import type { Part } from "./parts";
import { fullNameIn } from "./release-pods";

/** The part that answers at an in-cluster address. */
export type ServiceOwner = (address: string) => string | undefined;

/** Knows the Services that parts make themselves, and by their names those that charts and operators make for them. */
export function serviceOwner(parts: readonly Part[]): ServiceOwner {
  const exact = new Map<string, string>();
  const prefixes: { prefix: string; id: string }[] = [];
  for (const { id, objects, releases } of parts) {
    for (const { kind, metadata } of objects) {
      const { name, namespace = "" } = metadata;
      if (kind === "Service") exact.set(`${name}.${namespace}`, id);
      if (kind === "Kafka") prefixes.push({ prefix: `${name}-kafka-`, id });
    }
    for (const { name, values } of releases) {
      const prefix = (isMap(values) && fullNameIn(values)) || name;
      prefixes.push({ prefix, id });
    }
  }
  // The longest name is the one that is meant.
  prefixes.sort((a, b) => b.prefix.length - a.prefix.length);
  return (address) => {
    const [, service, namespace] = /([-a-z0-9]+)\.([-a-z0-9]+)\.svc\b/.exec(address) ?? [];
    if (service === undefined || namespace === undefined) return undefined;
    const found = exact.get(`${service}.${namespace}`);
    return (
      found ??
      prefixes.find(({ prefix }) => service === prefix || service.startsWith(dashed(prefix)))?.id
    );
  };
}

function dashed(prefix: string): string {
  return prefix.endsWith("-") ? prefix : `${prefix}-`;
}
