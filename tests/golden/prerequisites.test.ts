import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_ROOT, environmentNames } from "../../cli/environments";
import { bytesText, cpuText } from "../../cli/report/model/quantities";
import type { Total } from "../../cli/report/model/totals";
import { projectReport } from "../support/report";

const PAGE = "docs/prerequisites.md";
const page = readFileSync(join(PROJECT_ROOT, PAGE), "utf8");

describe("prerequisites", () => {
  for (const name of environmentNames()) {
    it(`say what ${name} asks of a cluster, as \`npm run report\` sums it up`, async () => {
      const { least, most, perNode } = (await projectReport(name)).totals;
      const rows = [
        [`\`${name}\``, String(least.pods), ...sizes(least), bytesText(least.storage)],
        ...(most.pods > least.pods
          ? [[`\`${name}\`, scaled up`, String(most.pods), ...sizes(most), bytesText(most.storage)]]
          : []),
        [`\`${name}\`, on each node besides`, String(perNode.pods), ...sizes(perNode), "–"],
      ];
      const written = page.split("\n").map((line) => cells(line).join(" | "));
      const missing = rows.map((row) => row.join(" | ")).filter((row) => !written.includes(row));
      assert.deepEqual(missing, [], `${PAGE} lacks these rows`);
    });
  }
});

function sizes({ requests, limits }: Total): string[] {
  return [cpuText(requests.cpu), bytesText(requests.memory), bytesText(limits.memory)];
}

/** A row of a table; nothing of other lines. */
function cells(line: string): string[] {
  if (!line.startsWith("|")) return [];
  return line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}
