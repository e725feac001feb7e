import { join } from "node:path";
import { runScript } from "../../cli/command-line/command-line";
import { environmentNames, readEnvironment } from "../../cli/environments";
import { renderEnvironment } from "../../cli/render/render";
import { writeRendering } from "../../cli/render/write";

/** Takes what is rendered now over as what is expected. The difference is for the eyes of whoever commits it. */
async function accept(): Promise<void> {
  for (const name of environmentNames()) {
    const folder = join(__dirname, "expected", name);
    const files = writeRendering(await renderEnvironment(readEnvironment(name)), folder);
    console.log(`${name}: ${files} files in tests/golden/expected/${name}`);
  }
}

void runScript("golden", "Take what is rendered now over as what the golden tests expect.", accept);
