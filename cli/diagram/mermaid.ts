import type { Rendering } from "../render/render";
import { connections, diagramNodes } from "./connections";

/** The environment as a Mermaid flowchart: its workloads by namespace, and who sends to or asks whom. */
export function mermaidDiagram(rendering: Rendering): string {
  const nodes = diagramNodes(rendering);
  const namespaces = [...new Set(nodes.map((n) => n.namespace))];
  const { gateway, grafana } = rendering.outputs.endpoints;
  return [
    "flowchart LR",
    ...(gateway ? ["  senders([your programs])"] : []),
    ...(grafana ? ["  people([people])"] : []),
    ...namespaces.flatMap((namespace) => [
      `  subgraph ${namespace}`,
      ...nodes
        .filter((n) => n.namespace === namespace)
        .map((n) => `    ${n.name}["${n.name}<br/><small>${n.kind}</small>"]`),
      "  end",
    ]),
    ...(gateway ? [`  senders -->|OTLP, token| ${host(gateway.otlpHttp)}`] : []),
    ...(grafana ? [`  people --> ${host(grafana.url)}`] : []),
    ...connections(rendering).map(({ from, to, use }) => `  ${from} -->|${use}| ${to}`),
  ].join("\n");
}

function host(url: string): string {
  return new URL(url).hostname.split(".")[0] ?? "";
}

const BEGIN = "<!-- diagram: npm run diagram -->";
const END = "<!-- end of diagram -->";

/** A Markdown text with the diagram between its two marks. */
export function withDiagram(markdown: string, diagram: string): string {
  const begin = markdown.indexOf(BEGIN);
  const end = markdown.indexOf(END);
  if (begin === -1 || end < begin) {
    throw new Error(
      `The text has no place for the diagram: write "${BEGIN}" and "${END}" into it.`,
    );
  }
  const before = markdown.slice(0, begin + BEGIN.length);
  return `${before}\n\n\`\`\`mermaid\n${diagram}\n\`\`\`\n\n${markdown.slice(end)}`;
}
