import type * as pulumi from "@pulumi/pulumi";
import { remember } from "../shared/remembered";
import type { Place } from "../shared/place";
import { durationSeconds } from "../shared/units";
import type { LokiSpec } from "./loki-args";
import { FIRST_DAY, type SchemaPeriod, type SchemaPeriodArgs } from "./schema";

/** Seconds. */
const DAY = 86_400;

/** What is remembered of a live Loki. A type and not an interface, as only that is plain data to the compiler. */
export type Ledger = {
  periods: SchemaPeriod[];
  /** How many days logs are kept. */
  keptDays: number;
};

/**
 * Keeps the periods that a live Loki was made with. They are a ledger that only grows: what was written in a period can
 * be read with that period alone, and a period that begins in the past takes what was written since then out of
 * sight. So a preview refuses both, and names the entry to write instead. Only a period of which nothing is kept any
 * more may go.
 */
export function keepLedger(
  name: string,
  { schema, retention }: Pick<LokiSpec, "schema" | "retention">,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource {
  return remember<Ledger>(
    `${name}-schema`,
    { periods: schema, keptDays: Math.ceil((durationSeconds(retention) ?? 0) / DAY) },
    {
      subject: `Schema of Loki "${name}"`,
      path: "schema",
      first: ({ periods }, place) => {
        checkFirst(periods, today(), place);
      },
      transition: (live, wanted, place) => {
        checkLedger(live, wanted, today(), place);
      },
    },
    options,
  );
}

/** A new Loki with no period for today takes nothing: it says that it is ready, and refuses every line. */
export function checkFirst(periods: readonly SchemaPeriod[], today: string, place: Place): void {
  const [first] = periods;
  if (first === undefined || first.from <= today) return;
  place
    .at(0)
    .at("from")
    .refuse(
      first.from,
      `at the latest today, ${today} in UTC, in the first period of a new Loki: there is no format for lines before it`,
      `"${FIRST_DAY}", which fits every new Loki`,
    );
}

/** Tells what of the deployed periods was edited and what begins too early. */
export function checkLedger(live: Ledger, wanted: Ledger, today: string, place: Place): void {
  const kept = Math.max(live.keptDays, wanted.keptDays);
  const begun = live.periods.filter(({ from }) => from <= today);
  for (const [i, deployed] of begun.entries()) {
    const at = wanted.periods.findIndex(({ from }) => from === deployed.from);
    const now = wanted.periods[at];
    if (now === undefined) {
      if (isEmpty(begun[i + 1], kept, today)) continue;
      place.refuse(
        undefined,
        "every period of which logs are kept, as it is deployed: what was written in it can be read with it alone",
        `${written(deployed)} among the others`,
      );
    } else if (written(now) !== written(deployed)) {
      const later = { ...now, from: dayAfter(today, 2) };
      place
        .at(at)
        .refuse(
          told(now),
          "the period as it is deployed: what was written in it can be read with it alone",
          `${written(deployed)}, and for what changes one more from tomorrow or later, such as ${written(later)}`,
        );
    }
  }
  const known = new Set(begun.map(({ from }) => from));
  for (const [i, { from }] of wanted.periods.entries()) {
    if (known.has(from) || from > today) continue;
    place
      .at(i)
      .at("from")
      .refuse(
        from,
        `a day after today, ${today} in UTC: what was written since then would be out of sight`,
        `"${dayAfter(today, 2)}" or later`,
      );
  }
}

/** Whether all that was written before this period began is deleted. A day more, as deleting takes its time. */
function isEmpty(next: SchemaPeriod | undefined, keptDays: number, today: string): boolean {
  return next !== undefined && dayAfter(next.from, keptDays + 1) < today;
}

/** What a user writes of a period: what is not the default. */
function told({ from, schema, objectStore, indexPrefix }: SchemaPeriod): SchemaPeriodArgs {
  return {
    from,
    ...(schema !== "v13" && { schema }),
    objectStore,
    ...(indexPrefix !== "index_" && { indexPrefix }),
  };
}

function written(period: SchemaPeriod): string {
  const entries = Object.entries(told(period)).map(([key, value]) => `${key}: "${String(value)}"`);
  return `{ ${entries.join(", ")} }`;
}

/** Asked at a preview or an up, never in a render: that depends on its arguments alone. */
function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY * 1000).toISOString().slice(0, 10);
}
