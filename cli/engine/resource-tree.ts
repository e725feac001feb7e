import type { Deployment, Stack } from "@pulumi/pulumi/automation";
import { describe } from "./progress";

/** A resource as it stands in the engine's state. */
export interface StateResource {
  urn: string;
  type: string;
  parent?: string;
  /** False for components. */
  custom?: boolean;
  protect?: boolean;
  id?: string;
  /** URN and id of the provider that made it. */
  provider?: string;
  inputs?: Record<string, unknown>;
}

/** Every resource in the state of a stack. */
export async function stateResources(stack: Stack): Promise<StateResource[]> {
  return resourcesIn(await stack.exportStack());
}

/** Every resource in a state that was exported. */
export function resourcesIn({ deployment }: Deployment): StateResource[] {
  const { resources } = deployment as { resources?: StateResource[] };
  return resources ?? [];
}

/** The resources under each other as lines, providers left out. A component comes with what it consists of. */
export function resourceTree(resources: readonly StateResource[]): string[] {
  const shown = resources.filter((r) => !r.type.startsWith("pulumi:providers:"));
  const children = new Map<string | undefined, StateResource[]>();
  const known = new Set(shown.map((r) => r.urn));
  for (const resource of shown) {
    const parent =
      resource.parent !== undefined && known.has(resource.parent) ? resource.parent : undefined;
    children.set(parent, [...(children.get(parent) ?? []), resource]);
  }
  const lines: string[] = [];
  const walk = (parent: string | undefined, indent: string) => {
    const level = (children.get(parent) ?? []).sort(byType);
    level.forEach((resource, i) => {
      const last = i === level.length - 1;
      const isRoot = parent === undefined;
      lines.push(`${indent}${isRoot ? "" : last ? "└─ " : "├─ "}${describe(resource.urn)}`);
      walk(resource.urn, isRoot ? "" : `${indent}${last ? "   " : "│  "}`);
    });
  };
  walk(undefined, "");
  return lines;
}

/** The engine keeps them in the order in which they happened to be done. */
function byType(a: StateResource, b: StateResource): number {
  return describe(a.urn) < describe(b.urn) ? -1 : 1;
}
