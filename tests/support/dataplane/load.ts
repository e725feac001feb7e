import { setTimeout as pause } from "node:timers/promises";
import { until } from "../until";
import type { Answer } from "../../../live/clients/http";
import { Outages } from "./outages";

/** One numbered thing that is written, by one of several writers that work at the same time. */
export interface Item {
  writer: number;
  number: number;
}

const WRITERS = 4;
/** Lost items that are named; of the rest only the number. */
const SHOWN = 10;
/** As a client waits that meets nobody. */
const BACK_OFF_MILLISECONDS = 50;

/** Writes without a break and keeps account of what was acknowledged. What failed is not written again. */
export class Load {
  /** What the server promised to keep: the numbers, by writer. */
  readonly acknowledged = Array.from({ length: WRITERS }, () => new Set<number>());
  /** Writes that failed, or whose answer never came: they may be there or not. */
  failed = 0;
  readonly outages = new Outages();
  private stopping = false;
  private readonly writers: Promise<void>[];

  constructor(private readonly write: (item: Item) => Promise<Answer>) {
    this.writers = this.acknowledged.map((_, writer) => this.run(writer));
  }

  get total(): number {
    return this.acknowledged.reduce((sum, numbers) => sum + numbers.size, 0);
  }

  /** Waits until so many more are acknowledged. */
  async more(count: number): Promise<void> {
    const wanted = this.total + count;
    await until(`${count} more writes are acknowledged`, () =>
      Promise.resolve(this.total >= wanted || undefined),
    );
  }

  /** Waits until the server does not answer any more. */
  async failure(): Promise<void> {
    const before = this.failed;
    await until("a write fails", () => Promise.resolve(this.failed > before || undefined));
  }

  async finish(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.writers);
  }

  /** Acknowledged, and not among what was `found` of each writer. */
  async lost(found: (writer: number) => Promise<ReadonlySet<number>>): Promise<string[]> {
    const missing = this.acknowledged.map(async (numbers, writer) => {
      const there = await found(writer);
      return [...numbers].filter((n) => !there.has(n)).map((n) => `${n} of writer ${writer}`);
    });
    const all = (await Promise.all(missing)).flat();
    return all.length > SHOWN ? [...all.slice(0, SHOWN), `and ${all.length - SHOWN} more`] : all;
  }

  private async run(writer: number): Promise<void> {
    const client = this.outages.client();
    for (let number = 0; !this.stopping; number++) {
      const asked = Date.now();
      const refusal = await this.write({ writer, number }).then(refusalOf, String);
      if (refusal === undefined) {
        this.acknowledged[writer]!.add(number);
        client.answered();
        continue;
      }
      this.failed++;
      client.failed(asked, refusal);
      await pause(BACK_OFF_MILLISECONDS);
    }
  }
}

function refusalOf({ status, body }: Answer): string | undefined {
  return status < 300 ? undefined : `${status} ${body.slice(0, 200)}`;
}
