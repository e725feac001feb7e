import type { Graph } from "@viz-js/viz";
import type { Flow } from "../model/flow";
import type { FlowKind } from "../model/flow-texts";
import type { Report, ReportPart } from "../model/report";

/** A box of the picture. */
export interface PictureNode {
  id: string;
  title: string;
  /** Lines below it. */
  details: string[];
  /** The namespace that it stands in; nothing outside the cluster. */
  namespace?: string;
  isOutside: boolean;
}

/** An arrow: everything that one box opens connections to another for. */
export interface PictureEdge {
  from: string;
  to: string;
  kind: FlowKind;
  label: string;
}

/** What the picture shows: parts that run something, those outside, and an arrow for each pair that talks. */
export interface PictureGraph {
  nodes: PictureNode[];
  edges: PictureEdge[];
}

export function pictureGraph(report: Report): PictureGraph {
  const parts = report.parts.filter(({ pods, releases }) => pods.length + releases.length > 0);
  const nodes: PictureNode[] = [
    ...report.outside.map(({ id, title, details }) => ({ id, title, details, isOutside: true })),
    ...parts.map(partNode),
  ];
  return { nodes, edges: edgesOf(report, parts) };
}

function partNode(part: ReportPart): PictureNode {
  const { id, title, namespaces } = part;
  const namespace = namespaces[0];
  const details = [deliveryOf(part)];
  return { id, title, details, ...(namespace && { namespace }), isOutside: false };
}

/** "StatefulSet, 1 pod", "chart loki, 26 to 51 pods", "on every node". */
function deliveryOf({ pods, releases, totals }: ReportPart): string {
  const { least, most } = totals;
  if (most.pods === 0) return pods.length > 0 ? "on every node" : "no pods";
  const range = least.pods === most.pods ? `${most.pods}` : `${least.pods}–${most.pods}`;
  const count = `${range} pod${range === "1" ? "" : "s"}`;
  return releases.length > 0 ? `chart, ${count}` : count;
}

/** Whoever is only collected from would stand alone: to these, and to no other, the collector's arrow is drawn. */
function edgesOf({ flows, collected }: Report, parts: readonly ReportPart[]): PictureEdge[] {
  const drawn = new Set(flows.flatMap(({ from, to }) => [from, to]));
  const lonely = parts.filter(({ id }) => !drawn.has(id)).map(({ id }) => id);
  const scrapes = collected.filter(({ to }) => lonely.includes(to));
  const pairs = new Map<string, Flow[]>();
  for (const flow of [...flows, ...scrapes]) {
    const pair = `${flow.from} ${flow.to}`;
    pairs.set(pair, [...(pairs.get(pair) ?? []), flow]);
  }
  return [...pairs.values()].flatMap((all): PictureEdge[] => {
    const [first] = all;
    if (first === undefined) return [];
    const label = [
      ...new Set(all.map(({ kind, short }) => (kind === "collect" ? "scrape" : short))),
    ];
    return [{ from: first.from, to: first.to, kind: first.kind, label: label.join(", ") }];
  });
}

/** The graph in the words of Graphviz. */
export function graphvizGraph({ nodes, edges }: PictureGraph): Graph {
  const namespaces = [...new Set(nodes.flatMap(({ namespace }) => namespace ?? []))].sort();
  return {
    directed: true,
    graphAttributes: {
      rankdir: "LR",
      fontname: FONT,
      fontsize: 12,
      ranksep: 0.3,
      nodesep: 0.22,
      pad: 0.1,
      remincross: true,
    },
    nodeAttributes: { shape: "box", fontname: FONT, fontsize: 13, margin: "0.16,0.09" },
    edgeAttributes: { fontname: FONT, fontsize: 11, arrowsize: 0.7 },
    nodes: nodes.map(({ id, title, details }) => ({
      name: id,
      attributes: { label: [title, ...details].map(literal).join("\\n") },
    })),
    edges: edges.map(({ from, to, label }) => ({
      tail: from,
      head: to,
      attributes: { label },
    })),
    subgraphs: namespaces.map((namespace) => ({
      name: `cluster_${namespace}`,
      graphAttributes: { label: namespace, labeljust: "l", margin: 14 },
      nodes: nodes.filter((node) => node.namespace === namespace).map(({ id }) => ({ name: id })),
    })),
  };
}

/** A backslash begins an escape of Graphviz's. */
function literal(text: string): string {
  return text.replaceAll("\\", "\\\\");
}

/** Graphviz knows its widths; Arial and what stands for it everywhere have the same. */
const FONT = "Helvetica";
