import { ensureTools } from "../../../sandbox/tools";
import { LISTEN_ON_LOOPBACK, Platform } from "./platform";
import { type Program, runningPrograms } from "./program";

/** The stores that all tests of the level write to and read from. */
export interface Backends {
  platform: Platform;
  loki: Program;
  mimir: Program;
}

let backends: Backends | undefined;

/** The platform with Loki and Mimir running. There from the first test on. */
export function running(): Backends {
  if (!backends) throw new Error("the backends run only inside tests");
  return backends;
}

// At the top of a module, so these are hooks of the whole level: Loki and Mimir take long to start, and start once.
before("Loki and Mimir start", async function () {
  // Building both from source takes minutes on a machine that never did.
  this.timeout("30m");
  const tools = await ensureTools(["loki", "mimir", "prometheus", "promtool"], (line) => {
    console.log(`    ${line}`);
  });
  const platform = await Platform.place();
  const server = { ready: "/ready", after: LISTEN_ON_LOOPBACK };
  backends = {
    platform,
    loki: platform.program("loki", { binary: tools.loki, ...server }),
    mimir: platform.program("mimir", { binary: tools.mimir, ...server }),
  };
  await Promise.all([backends.loki.start(), backends.mimir.start()]);
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
