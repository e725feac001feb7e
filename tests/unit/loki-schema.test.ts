import assert from "node:assert/strict";
import fc from "fast-check";
import { resolveLoki } from "../../components/loki/loki-args";
import type { SchemaPeriod } from "../../components/loki/schema";
import { checkFirst, checkLedger } from "../../components/loki/schema-ledger";
import { Problems } from "../../components/shared/problems";
import { Place } from "../../components/shared/place";
import { S3 } from "../support/buckets";
import { refusals, resolved } from "../support/resolved";

const TODAY = "2026-11-21";

const period = (from: string, more: Partial<SchemaPeriod> = {}): SchemaPeriod => ({
  from,
  schema: "v13",
  objectStore: "s3",
  indexPrefix: "index_",
  ...more,
});
const FILES = period("2024-04-01", { objectStore: "filesystem" });

/** What is said of going from these periods to those, on this day. */
function said(live: SchemaPeriod[], wanted: SchemaPeriod[], today = TODAY): string[] {
  const problems = new Problems();
  const place = new Place("schema", problems);
  checkLedger({ periods: live, keptDays: 30 }, { periods: wanted, keptDays: 7 }, today, place);
  return problems.list.map(
    (p) => `${p.path}: got ${p.given}; allowed: ${p.allowed}; write ${p.write}`,
  );
}

describe("Loki's schema when it is new", () => {
  const refused = (from: string) => {
    const problems = new Problems();
    checkFirst([period(from)], TODAY, new Place("schema", problems));
    return problems.list.map(({ path, write }) => `${path}: ${write}`);
  };

  it("begins today at the latest, for lines before it have no format", () => {
    for (const from of ["2024-04-01", TODAY]) assert.deepEqual(refused(from), []);
    assert.deepEqual(refused("2026-11-22"), [
      'schema[0].from: "2024-04-01", which fits every new Loki',
    ]);
  });
});

describe("Loki's schema", () => {
  const schemaOf = (args: object) => resolved(resolveLoki, args).schema;

  it("is one period from before any log, in the storage of now", () => {
    assert.deepEqual(schemaOf({}), [FILES]);
    assert.deepEqual(schemaOf({ objectStorage: S3 }), [period("2024-04-01")]);
  });

  it("fills in what a period leaves out", () => {
    const schema = [
      { from: "2023-01-01", schema: "v12", indexPrefix: "old_", objectStore: "filesystem" },
      { from: "2024-02-29" },
    ];
    assert.deepEqual(schemaOf({ schema, objectStorage: S3 }), [
      period("2023-01-01", { schema: "v12", indexPrefix: "old_", objectStore: "filesystem" }),
      period("2024-02-29"),
    ]);
  });

  const bad: [string, object, string[]][] = [
    [
      "days that are none",
      { schema: [{ from: "2023-02-29" }, { from: "1 May" }, {}] },
      [
        'schema[0].from: got "2023-02-29"; allowed: a day that the calendar has, as YYYY-MM-DD in quotes; write for example "2026-12-01"',
        'schema[1].from: got "1 May"; allowed: a day that the calendar has, as YYYY-MM-DD in quotes; write for example "2026-12-01"',
        'schema[2].from: got nothing; allowed: a day that the calendar has, as YYYY-MM-DD in quotes; write for example "2026-12-01"',
      ],
    ],
    [
      "periods in no order",
      { schema: [{ from: "2024-04-01" }, { from: "2024-04-01" }, { from: "2023-04-01" }] },
      [
        'schema[1].from: got "2024-04-01"; allowed: a day after that of the period before, 2024-04-01; write a later day',
        'schema[2].from: got "2023-04-01"; allowed: a day after that of the period before, 2024-04-01; write a later day',
      ],
    ],
    [
      "an old format at the end",
      { schema: [{ from: "2024-04-01", schema: "v12" }] },
      [
        'schema[0].schema: got "v12"; allowed: "v13" in the last period: older formats have no structured metadata; write "v13", or a period after it',
      ],
    ],
    [
      "a storage that is not configured",
      { schema: [{ from: "2024-04-01", objectStore: "gcs" }, { from: "2030-01-01" }] },
      [
        'schema[0].objectStore: got "gcs"; allowed: a storage that is configured, filesystem by `objectStorage`; write "filesystem", or an objectStorage of that kind',
      ],
    ],
    [
      "files that no replica shares",
      {
        topology: "replicated",
        objectStorage: S3,
        schema: [{ from: "2024-04-01", objectStore: "filesystem" }, { from: "2030-01-01" }],
      },
      [
        'schema[0].objectStore: got "filesystem"; allowed: a bucket in topology replicated: no replica sees the files of another; write topology "single" until all of its logs are deleted, and then no such period',
      ],
    ],
    [
      "a schema in the configuration, where its past would not be kept",
      { config: { schema_config: { configs: [] } } },
      [
        'config.schema_config: got "schema_config"; allowed: no schema beside `schema`, which keeps its past; write it as `schema`',
      ],
    ],
  ];
  for (const [what, args, problems] of bad) {
    it(`refuses ${what}`, () => {
      assert.deepEqual(refusals(resolveLoki, args), problems);
    });
  }
});

describe("the ledger of Loki's schema", () => {
  it("takes what is as it was, and a period from tomorrow on", () => {
    assert.deepEqual(said([FILES], [FILES]), []);
    assert.deepEqual(said([FILES], [FILES, period("2026-11-22")]), []);
  });

  it("lets a period that has not begun be moved, edited and taken back", () => {
    const live = [FILES, period("2026-11-22")];
    assert.deepEqual(said(live, [FILES, period("2026-12-24")]), []);
    assert.deepEqual(said(live, [FILES, period("2026-11-22", { indexPrefix: "new_" })]), []);
    assert.deepEqual(said(live, [FILES]), []);
  });

  it("refuses another storage for what is already written, and names both periods", () => {
    assert.deepEqual(said([FILES], [period("2024-04-01")]), [
      'schema[0]: got {"from":"2024-04-01","objectStore":"s3"}; allowed: the period as it is deployed: what was written in it can be read with it alone; write { from: "2024-04-01", objectStore: "filesystem" }, and for what changes one more from tomorrow or later, such as { from: "2026-11-23", objectStore: "s3" }',
    ]);
  });

  it("refuses an edit of a period that began today", () => {
    const live = [FILES, period(TODAY)];
    const lines = said(live, [FILES, period(TODAY, { indexPrefix: "new_" })]);
    assert.equal(lines.length, 1);
    assert.match(lines[0]!, /^schema\[1\]: /);
  });

  it("refuses that a period of the past goes", () => {
    const live = [FILES, period("2026-11-01")];
    assert.deepEqual(said(live, [period("2026-11-01")]), [
      'schema: got nothing; allowed: every period of which logs are kept, as it is deployed: what was written in it can be read with it alone; write { from: "2024-04-01", objectStore: "filesystem" } among the others',
    ]);
  });

  it("lets a period go of which nothing is kept, and no day earlier", () => {
    const bucket = period("2026-10-20");
    const alone = (today: string) => said([FILES, bucket], [bucket], today).length;
    assert.deepEqual(["2026-11-19", "2026-11-20", "2026-11-21"].map(alone), [1, 1, 0]);
    assert.equal(said([bucket], [], "2030-01-01").length, 1);
  });

  it("refuses a new period from today or from the past", () => {
    const line = (from: string) =>
      `schema[1].from: got "${from}"; allowed: a day after today, 2026-11-21 in UTC: what was written since then would be out of sight; write "2026-11-23" or later`;
    assert.deepEqual(said([FILES], [FILES, period(TODAY)]), [line(TODAY)]);
    assert.deepEqual(said([FILES], [FILES, period("2025-06-01")]), [line("2025-06-01")]);
  });

  it("never lets what has begun be changed, whatever is wanted", () => {
    const day = fc.constantFrom("2026-11-01", "2026-11-10", TODAY, "2026-11-22", "2027-01-01");
    const store = fc.constantFrom("filesystem" as const, "s3" as const);
    const periods = fc
      .uniqueArray(fc.record({ from: day, objectStore: store }), { selector: ({ from }) => from })
      .map((list) => list.map(({ from, objectStore }) => period(from, { objectStore })));
    const begun = (list: SchemaPeriod[]) => list.filter(({ from }) => from <= TODAY);
    const byDay = (list: SchemaPeriod[]) => [...list].sort((a, b) => (a.from < b.from ? -1 : 1));
    fc.assert(
      fc.property(periods, periods, (live, wanted) => {
        const same = JSON.stringify(byDay(begun(live))) === JSON.stringify(byDay(begun(wanted)));
        assert.equal(said(live, wanted).length === 0, same);
      }),
    );
  });
});
