import { type Environment, readEnvironment } from "../../cli/environments";
import { type Rendering, renderEnvironment } from "../../cli/render/render";

const rendered = new Map<string, Promise<Rendering>>();

/** The rendering of an environment of the project, made once in a process. */
export function renderingOf(name: string): Promise<Rendering> {
  const known = rendered.get(name) ?? renderEnvironment(readEnvironment(name));
  rendered.set(name, known);
  return known;
}

/** The rendering of a stack with this configuration. */
export function renderingWith(config: Environment["config"]): Promise<Rendering> {
  return renderEnvironment({ name: "test", file: "Pulumi.test.yaml", config });
}
