/** Failures of one client that came one after the other. */
interface Outage {
  from: number;
  until: number;
  reason: string;
}

/** How long clients who try without a break go without an answer: from the first try that failed to the next answer. */
export class Outages {
  private readonly all: Outage[] = [];

  /** The account of one client. */
  client(): { failed(asked: number, reason: string): void; answered(): void } {
    let current: Outage | undefined;
    return {
      failed: (asked, reason) => {
        if (!current) this.all.push((current = { from: asked, until: asked, reason }));
        current.until = Date.now();
      },
      answered: () => {
        if (current) current.until = Date.now();
        current = undefined;
      },
    };
  }

  longerThan(milliseconds: number): string[] {
    return this.all
      .filter(({ from, until }) => until - from > milliseconds)
      .map(({ from, until, reason }) => `${(until - from) / 1000} s: ${reason}`);
  }
}
