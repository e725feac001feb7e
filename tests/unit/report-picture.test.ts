import assert from "node:assert/strict";
import { renderToString } from "preact-render-to-string";
import { pictureGraph } from "../../cli/report/picture/graph";
import { type Layout, layOut } from "../../cli/report/picture/layout";
import { picture } from "../../cli/report/picture/svg";
import { projectReport } from "../support/report";

describe("report: picture", () => {
  it("shows every part that runs something, everybody outside, and an arrow for each pair", async () => {
    const { nodes, edges } = pictureGraph(await projectReport("dev"));
    assert.deepEqual(
      nodes.map(({ title, details, namespace = "" }) => [title, ...details, namespace]),
      [
        ["Your programs", "with the ingest token", ""],
        ["People", "with a browser", ""],
        ["Alloy gateway", "1 pod", "monitoring"],
        ["Alloy agent", "on every node", "monitoring-agents"],
        ["Beyla", "on every node", "monitoring-agents"],
        ["Loki", "1 pod", "monitoring"],
        ["Mimir", "1 pod", "monitoring"],
        ["Tempo", "1 pod", "monitoring"],
        ["Pyroscope", "1 pod", "monitoring"],
        ["Prometheus", "1 pod", "monitoring"],
        ["Grafana", "1 pod", "monitoring"],
        ["kube-state-metrics", "1 pod", "monitoring"],
        ["node-exporter", "on every node", "monitoring-agents"],
      ],
    );
    assert.equal(edges.length, 18);
    const label = (from: string, to: string) =>
      edges.filter((edge) => edge.from === from && edge.to === to).map((edge) => edge.label);
    assert.deepEqual(label("senders", "alloy-gateway"), ["OTLP"]);
    assert.deepEqual(label("grafana", "mimir"), ["PromQL, alerts"]);
    // Nothing else connects them with anybody.
    assert.deepEqual(label("prometheus", "node-exporter"), ["scrape"]);
    assert.deepEqual(label("prometheus", "loki"), []);
  });

  it("tells how many pods a chart makes", async () => {
    const { nodes } = pictureGraph(await projectReport("prod"));
    const details = (id: string) => nodes.find((node) => node.id === id)?.details;
    assert.deepEqual(details("loki"), ["chart, 28–47 pods"]);
    assert.deepEqual(details("kafka"), ["chart, 8 pods"]);
  });

  it("has a place for everything: boxes apart, inside of their namespace and of the picture", async () => {
    const graph = pictureGraph(await projectReport("prod"));
    const layout = await layOut(graph);
    assert.equal(layout.nodes.length, graph.nodes.length);
    assert.equal(layout.edges.length, graph.edges.length);
    const { width, height, groups } = layout;
    const whole = { x: 0, y: 0, width, height };
    for (const [i, { title, namespace, box, lines }] of layout.nodes.entries()) {
      assert.ok(isInside(box, whole), title);
      const heights = lines.map(({ y }) => y);
      assert.deepEqual(
        heights,
        [...heights].sort((a, b) => a - b),
        `${title}: its title on top`,
      );
      const group = groups.find((each) => each.title === namespace);
      assert.equal(group !== undefined && isInside(box, group), namespace !== undefined, title);
      for (const other of layout.nodes.slice(i + 1)) {
        assert.ok(!overlap(box, other.box), `${title} and ${other.title}`);
      }
    }
    for (const { from, to, path, head } of layout.edges) {
      assert.match(path, /^M[-\d.]+,[-\d.]+ C([-\d.]+,[-\d.]+ ?)+$/, `${from} ${to}`);
      assert.equal(head.split(" ").length, 3, `${from} ${to}`);
    }
  });

  it("ends each arrow at the box that it points to", async () => {
    const { nodes, edges } = await layOut(pictureGraph(await projectReport("dev")));
    for (const { from, to, head } of edges) {
      const tip = head.split(" ")[1]!.split(",").map(Number);
      const { x, y, width, height } = nodes.find(({ id }) => id === to)!.box;
      const gap = 3;
      assert.ok(tip[0]! > x - gap && tip[0]! < x + width + gap, `${from} ${to}`);
      assert.ok(tip[1]! > y - gap && tip[1]! < y + height + gap, `${from} ${to}`);
    }
  });

  it("is the same when it is drawn again, and its boxes are links with a name", async () => {
    const report = await projectReport("dev");
    const svg = renderToString(await picture(report));
    assert.equal(renderToString(await picture(report)), svg);
    const links = [...svg.matchAll(/<a href="([^"]+)">(.*?)<\/a>/g)].map(([, to, inside = ""]) => [
      to,
      inside.replaceAll(/<[^>]*>/g, "").trim(),
    ]);
    assert.equal(links.length, 13);
    assert.deepEqual(links.slice(0, 3), [
      ["#outside-senders", "Your programs with the ingest token"],
      ["#outside-people", "People with a browser"],
      ["#part-alloy-gateway", "Alloy gateway 1 pod"],
    ]);
  });

  it("draws texts that Graphviz would take for escapes as they are", async () => {
    const node = { id: "a", title: "A\\N<b>", details: ["C:\\lib"], isOutside: false };
    const { nodes } = await layOut({ nodes: [node], edges: [] });
    assert.deepEqual(
      nodes[0]?.lines.map(({ text }) => text),
      ["A\\N<b>", "C:\\lib"],
    );
  });
});

type Box = Layout["nodes"][number]["box"];

/** What rounding may come to. */
const NEARLY = 0.1;

function isInside(inner: Box, outer: Box): boolean {
  return (
    inner.x >= outer.x - NEARLY &&
    inner.y >= outer.y - NEARLY &&
    inner.x + inner.width <= outer.x + outer.width + NEARLY &&
    inner.y + inner.height <= outer.y + outer.height + NEARLY
  );
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
