import { setTimeout as pause } from "node:timers/promises";
import { Outages } from "./outages";

/** What a query found, and at least what it had to find: what was acknowledged before it was asked. */
export interface Sighting {
  found: number;
  expected: number;
}

const READERS = 3;
const PAUSE_MILLISECONDS = 50;

/** Asks the same without a break, and keeps account of every answer that fails or lacks what was acknowledged. */
export class QueryWatch {
  answers = 0;
  /** Answers that lacked something, each with what it found and what it had to find. */
  readonly incomplete: string[] = [];
  readonly outages = new Outages();
  private stopping = false;
  private readonly readers: Promise<void>[];

  constructor(private readonly ask: () => Promise<Sighting>) {
    this.readers = Array.from({ length: READERS }, () => this.run());
  }

  async finish(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.readers);
  }

  private async run(): Promise<void> {
    const client = this.outages.client();
    while (!this.stopping) {
      const asked = Date.now();
      try {
        const { found, expected } = await this.ask();
        this.answers++;
        if (found < expected) this.incomplete.push(`${found} of ${expected}`);
        client.answered();
      } catch (error) {
        client.failed(asked, String(error));
      }
      await pause(PAUSE_MILLISECONDS);
    }
  }
}
