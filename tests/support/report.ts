import type { Environment } from "../../cli/environments";
import { type Report, type ReportPart, reportOf } from "../../cli/report/model/report";
import { renderingOf, renderingWith } from "./rendering";

/** What the page says of an environment of the project. */
export async function projectReport(name: string): Promise<Report> {
  return reportOf(await renderingOf(name));
}

/** What the page says of a stack with this configuration. */
export async function reportWith(config: Environment["config"]): Promise<Report> {
  return reportOf(await renderingWith(config));
}

export function partOf({ parts }: Report, id: string): ReportPart {
  const found = parts.find((part) => part.id === id);
  if (!found) throw new Error(`no part ${id} among ${parts.map((part) => part.id).join(", ")}`);
  return found;
}
