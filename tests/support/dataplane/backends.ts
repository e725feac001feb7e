import { ensureTools } from "../../../sandbox/tools";
import { tmpdir } from "node:os";
import { Platform } from "../../../live/pods/platform";
import { type Program, runningPrograms } from "../../../live/processes/program";
import { renderingOf } from "../rendering";

/** What all tests of the level share. */
export interface Backends {
  platform: Platform;
  mimir: Program;
}

let backends: Backends | undefined;

/** The platform with Mimir running. There from the first test on. */
export function running(): Backends {
  if (!backends) throw new Error("the backends run only inside tests");
  return backends;
}

// At the top of a module, so these are hooks of the whole level: Mimir takes long to start, and starts once.
before("Mimir starts", async function () {
  // Building it from source takes minutes on a machine that never did.
  this.timeout("30m");
  const tools = await ensureTools(["mimir", "prometheus", "promtool"], (line) => {
    console.log(`    ${line}`);
  });
  const rendering = await renderingOf("dev");
  const platform = await Platform.place(rendering, { parent: tmpdir() });
  backends = { platform, mimir: platform.program("mimir", tools.mimir) };
  await backends.mimir.start();
});

afterEach("a failure shows the programs' last words", function () {
  const error = this.currentTest?.state === "failed" ? this.currentTest.err : undefined;
  if (!error) return;
  const told = [error.message, ...runningPrograms().map((program) => program.tail())].join("\n");
  // The reporter prints the stack, which begins with the message as it was.
  error.stack = error.stack?.replace(error.message, () => told);
  error.message = told;
});

after("every program ends", async function () {
  await Promise.all(runningPrograms().map((program) => program.kill()));
  backends?.platform.remove();
});
