import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_ROOT, readEnvironment } from "../environments";
import { renderEnvironment } from "../render/render";
import { mermaidDiagram, withDiagram } from "./mermaid";

/** Draws the dev environment into the README. */
async function main(): Promise<void> {
  const readme = join(PROJECT_ROOT, "README.md");
  const diagram = mermaidDiagram(await renderEnvironment(readEnvironment("dev")));
  writeFileSync(readme, withDiagram(readFileSync(readme, "utf8"), diagram));
}

void main();
