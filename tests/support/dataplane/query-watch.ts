import { setTimeout as pause } from "node:timers/promises";

/** What a query found, and at least what it had to find: what was acknowledged before it was asked. */
export interface Sighting {
  found: number;
  expected: number;
}

/** Queries of one reader that went wrong one after the other. */
interface Outage {
  from: number;
  until: number;
  reason: string;
}

const READERS = 3;
const PAUSE_MILLISECONDS = 50;

/** Asks the same without a break, and keeps account of every answer that fails or lacks what was acknowledged. */
export class QueryWatch {
  answers = 0;
  /** Answers that lacked something, each with what it found and what it had to find. */
  readonly incomplete: string[] = [];
  private readonly outages: Outage[] = [];
  private stopping = false;
  private readonly readers: Promise<void>[];

  constructor(private readonly ask: () => Promise<Sighting>) {
    this.readers = Array.from({ length: READERS }, () => this.run());
  }

  async finish(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.readers);
  }

  /** Outages longer than so many milliseconds, from the first question that failed to the next answer. */
  longerThan(milliseconds: number): string[] {
    return this.outages
      .filter(({ from, until }) => until - from > milliseconds)
      .map(({ from, until, reason }) => `${(until - from) / 1000} s: ${reason}`);
  }

  private async run(): Promise<void> {
    let outage: Outage | undefined;
    while (!this.stopping) {
      const asked = Date.now();
      try {
        const { found, expected } = await this.ask();
        this.answers++;
        if (found < expected) this.incomplete.push(`${found} of ${expected}`);
        if (outage) outage.until = Date.now();
        outage = undefined;
      } catch (error) {
        if (!outage)
          this.outages.push((outage = { from: asked, until: asked, reason: String(error) }));
        outage.until = Date.now();
      }
      await pause(PAUSE_MILLISECONDS);
    }
  }
}
