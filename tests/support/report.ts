import { type Environment, readEnvironment } from "../../cli/environments";
import { type Rendering, renderEnvironment } from "../../cli/render/render";
import { type Report, type ReportPart, reportOf } from "../../cli/report/model/report";

const rendered = new Map<string, Promise<Rendering>>();

/** The rendering of an environment of the project, made once in a process. */
export function renderingOf(name: string): Promise<Rendering> {
  const known = rendered.get(name) ?? renderEnvironment(readEnvironment(name));
  rendered.set(name, known);
  return known;
}

/** What the page says of an environment of the project. */
export async function projectReport(name: string): Promise<Report> {
  return reportOf(await renderingOf(name));
}

/** What the page says of a stack with this configuration. */
export async function reportWith(config: Environment["config"]): Promise<Report> {
  return reportOf(await renderEnvironment({ name: "test", file: "Pulumi.test.yaml", config }));
}

export function partOf({ parts }: Report, id: string): ReportPart {
  const found = parts.find((part) => part.id === id);
  if (!found) throw new Error(`no part ${id} among ${parts.map((part) => part.id).join(", ")}`);
  return found;
}
