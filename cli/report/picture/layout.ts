import { instance } from "@viz-js/viz";
import { mapsAt, textAt, valueAt } from "../model/lookup";
import { type PictureEdge, type PictureGraph, type PictureNode, graphvizGraph } from "./graph";

type Point = readonly [x: number, y: number];

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A line of text, whose middle is at the point. */
export interface PlacedText {
  x: number;
  y: number;
  text: string;
}

/** A picture with a place for everything, in pixels from the top left. */
export interface Layout {
  width: number;
  height: number;
  /** Namespaces, behind everything else. */
  groups: (Box & { title: string })[];
  nodes: (PictureNode & { box: Box; lines: PlacedText[] })[];
  edges: (PictureEdge & { path: string; head: string; label: string; labels: PlacedText[] })[];
}

/** Lets Graphviz, which runs in this process, find a place for everything. Equal graphs give equal layouts. */
export async function layOut(graph: PictureGraph): Promise<Layout> {
  const viz = await instance();
  const drawn = viz.renderJSON(graphvizGraph(graph), { yInvert: true });
  const objects = mapsAt(drawn, "objects");
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const { width, height } = corners(textAt(drawn, "bb"));
  return {
    width,
    height,
    groups: objects
      .filter((object) => textAt(object, "name")?.startsWith("cluster_"))
      .map((object) => ({
        ...corners(textAt(object, "bb")),
        title: textAt(object, "label") ?? "",
      })),
    nodes: objects.flatMap((object) => {
      const node = nodes.get(textAt(object, "name") ?? "");
      return node ? [{ ...node, box: centred(object), lines: linesOf(node, object) }] : [];
    }),
    edges: mapsAt(drawn, "edges").flatMap((drawnEdge, i) => {
      const edge = graph.edges[i];
      if (edge === undefined) return [];
      return [
        {
          ...edge,
          path: curve(points(drawnEdge, "_draw_", "b")),
          head: points(drawnEdge, "_hdraw_", "P").map(pair).join(" "),
          labels: texts(drawnEdge),
        },
      ];
    }),
  };
}

function numbers(list: string | undefined): number[] {
  return (list ?? "").split(",").map(Number);
}

/** A box by two of its corners, in whatever order. */
function corners(list: string | undefined): Box {
  const [left = 0, one = 0, right = 0, other = 0] = numbers(list);
  return rounded({
    x: left,
    y: Math.min(one, other),
    width: right - left,
    height: Math.abs(other - one),
  });
}

const POINTS_PER_INCH = 72;

/** A box by its centre in points and its size in inches, as Graphviz tells of a node. */
function centred(object: unknown): Box {
  const [x = 0, y = 0] = numbers(textAt(object, "pos"));
  const size = (key: string) => Number(textAt(object, key)) * POINTS_PER_INCH;
  const [width, height] = [size("width"), size("height")];
  return rounded({ x: x - width / 2, y: y - height / 2, width, height });
}

function rounded({ x, y, width, height }: Box): Box {
  return {
    x: hundredths(x),
    y: hundredths(y),
    width: hundredths(width),
    height: hundredths(height),
  };
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

/** The points of a drawing operation: "b" is a curve, "P" a filled shape. */
function points(object: unknown, operations: string, operation: string): Point[] {
  const found = mapsAt(object, operations).find((each) => each.op === operation);
  const list = valueAt(found, "points");
  return Array.isArray(list) ? (list as Point[]) : [];
}

/** Our own texts at the places that Graphviz has found: it may write them with escapes. */
function linesOf({ title, details }: PictureNode, object: unknown): PlacedText[] {
  const own = [title, ...details];
  return texts(object).map((line, i) => ({ ...line, text: own[i] ?? line.text }));
}

function texts(object: unknown): PlacedText[] {
  return mapsAt(object, "_ldraw_")
    .filter(({ op }) => op === "T")
    .map((operation) => {
      const [x, y] = operation.pt as Point;
      return { x, y, text: (textAt(operation, "text") ?? "").trim() };
    });
}

/** Graphviz gives a start and then three points for each piece of the curve. */
function curve([start, ...rest]: readonly Point[]): string {
  return start === undefined ? "" : `M${pair(start)} C${rest.map(pair).join(" ")}`;
}

function pair([x, y]: Point): string {
  return `${x},${y}`;
}
