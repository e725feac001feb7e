import type { Report } from "../model/report";
import { anchorOf } from "./anchors";

/** A link to a part, or to what the page says of somebody outside. */
export function PartyLink({ report, id }: { report: Report; id: string }) {
  const part = report.parts.find((each) => each.id === id);
  if (part) return <a href={`#${anchorOf("part", id)}`}>{part.title}</a>;
  const outside = report.outside.find((each) => each.id === id);
  return <a href={`#${anchorOf("outside", id)}`}>{outside?.title ?? id}</a>;
}
