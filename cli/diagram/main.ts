import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runScript } from "../command-line/command-line";
import { PROJECT_ROOT, readEnvironment } from "../environments";
import { renderEnvironment } from "../render/render";
import { mermaidDiagram, withDiagram } from "./mermaid";

/** Draws the dev environment into the README. */
async function draw(): Promise<void> {
  const readme = join(PROJECT_ROOT, "README.md");
  const diagram = mermaidDiagram(await renderEnvironment(readEnvironment("dev")));
  writeFileSync(readme, withDiagram(readFileSync(readme, "utf8"), diagram));
}

void runScript("diagram", "Draw the dev environment into README.md.", draw);
