import { STACK_NAME } from "../../../stacks/program";
import type { KubernetesObject, RenderedRelease, Rendering } from "../../render/render";
import { partRank } from "./part-names";

/** A component of the stack with everything that it creates. */
export interface Part {
  /** Its place in the stack, such as "loki", whatever its objects are called. */
  id: string;
  /** Its type, such as "Loki". */
  component: string;
  objects: KubernetesObject[];
  releases: RenderedRelease[];
}

/** The parts of an environment, in the order of the page. */
export function partsOf(rendering: Rendering): Part[] {
  const parts = new Map<string, Part>();
  const partOf = (made: KubernetesObject | RenderedRelease): Part => {
    const { type, name } = originOf(rendering, made).component;
    const id = name === STACK_NAME ? "stack" : name.replace(`${STACK_NAME}-`, "");
    const component = type.split(":").at(-1) ?? type;
    const part = parts.get(id) ?? { id, component, objects: [], releases: [] };
    parts.set(id, part);
    return part;
  };
  for (const object of rendering.objects) partOf(object).objects.push(object);
  for (const release of rendering.releases) partOf(release).releases.push(release);
  return [...parts.values()].sort(
    (a, b) => partRank(a.component) - partRank(b.component) || (a.id < b.id ? -1 : 1),
  );
}

/** Whether Pulumi refuses to delete it. */
export function isProtected(rendering: Rendering, made: KubernetesObject | RenderedRelease) {
  return originOf(rendering, made).protect;
}

function originOf({ origins }: Rendering, made: KubernetesObject | RenderedRelease) {
  const origin = origins.get(made);
  if (!origin) throw new Error("an object that the program never made");
  return origin;
}
