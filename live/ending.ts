import { ONE_KEYSTROKE_MILLISECONDS } from "../cli/command-line/interruption";
import { watchNpm } from "./npm-watch";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Why a run ends: somebody's signal, or nobody is left who looks at it. */
export type EndingReason = (typeof SIGNALS)[number] | "nobody is left";

/**
 * Hears when a run is to end: by Ctrl-C, by another signal, because its terminal or the reader of its output is gone,
 * or the npm that started it. Who asks twice has no time: the process ends at once, and the guard does the rest. What
 * comes right behind the first is of the same keystroke: npm passes a signal on, and a terminal closes with its shell.
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
    let askedAt: number | undefined;
    this.asked = new Promise((resolve) => {
      const ask = (reason: EndingReason) => {
        askedAt ??= Date.now();
        resolve(reason);
        controller.abort();
      };
      for (const signal of SIGNALS) {
        const hear = () => {
          if (askedAt === undefined) ask(signal);
          else if (Date.now() - askedAt >= ONE_KEYSTROKE_MILLISECONDS) process.exit(1);
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
