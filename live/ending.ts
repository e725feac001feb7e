import { watchNpm } from "./npm-watch";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Why a run ends: somebody's signal, or nobody is left who looks at it. */
export type EndingReason = (typeof SIGNALS)[number] | "nobody is left";

/**
 * Hears when a run is to end: by Ctrl-C, by another signal, because its terminal or the reader of its output is gone,
 * or the npm that started it. Who asks twice has no time: the process ends at once, and the guard does the rest.
 */
export class Ending {
  /** Resolves when somebody asks. */
  readonly asked: Promise<EndingReason>;
  /** Aborts what still waits for something. */
  readonly signal: AbortSignal;
  private readonly undo: (() => void)[] = [];

  constructor() {
    const controller = new AbortController();
    this.signal = controller.signal;
    this.asked = new Promise((resolve) => {
      const ask = (reason: EndingReason) => {
        resolve(reason);
        controller.abort();
      };
      for (const signal of SIGNALS) {
        const hear = () => {
          if (this.signal.aborted) process.exit(1);
          ask(signal);
        };
        process.on(signal, hear);
        this.undo.push(() => process.off(signal, hear));
      }
      const deaf = () => {
        ask("nobody is left");
      };
      // A closed pipe or terminal. Without a listener it would be an error of the program.
      for (const stream of [process.stdout, process.stderr]) stream.on("error", deaf);
      this.undo.push(watchNpm(deaf));
    });
  }

  /** Hears no more: signals do again what they always do. */
  dispose(): void {
    for (const step of this.undo) step();
  }
}
