import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Duration,
  durationSeconds,
  goDuration,
  quantityValue,
} from "../../components/shared/units";

describe("units: durations", () => {
  const cases: [Duration, number, string][] = [
    ["45s", 45, "45s"],
    ["90s", 90, "90s"],
    ["15m", 900, "15m"],
    ["90m", 5400, "90m"],
    ["12h", 43_200, "12h"],
    ["7d", 604_800, "168h"],
    ["2w", 1_209_600, "336h"],
    ["1y", 31_536_000, "8760h"],
  ];
  for (const [text, seconds, go] of cases) {
    it(`reads ${text} as ${seconds} seconds and spells it ${go} for Go`, () => {
      assert.equal(durationSeconds(text), seconds);
      assert.equal(goDuration(text), go);
    });
  }

  for (const text of [
    "",
    "7",
    "d",
    "7 d",
    "-7d",
    "7.5d",
    "7D",
    "1h30m",
    "7days",
    "9".repeat(20) + "d",
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.equal(durationSeconds(text), undefined);
    });
  }

  it("means the same in Go's spelling, whatever the unit", () => {
    const unit = fc.constantFrom(...(["s", "m", "h", "d", "w", "y"] as const));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), unit, (n, u) => {
        const text: Duration = `${n}${u}`;
        assert.equal(durationSeconds(goDuration(text)), durationSeconds(text));
        assert.match(goDuration(text), /^\d+[smh]$/);
      }),
    );
  });
});

describe("units: quantities", () => {
  const cases: [string, number][] = [
    ["500m", 0.5],
    ["2", 2],
    ["0.5", 0.5],
    ["1k", 1000],
    ["1Ki", 1024],
    ["10Gi", 10 * 2 ** 30],
    ["1.5G", 1.5e9],
    ["1e3", 1000],
    ["1E3", 1000],
    ["1E", 1e18],
    ["2e-3", 0.002],
    ["+1", 1],
    [".5Gi", 2 ** 29],
    ["5.", 5],
    ["100u", 1e-4],
    ["7n", 7e-9],
  ];
  for (const [text, value] of cases) {
    it(`reads ${text}`, () => {
      assert.equal(quantityValue(text), value);
    });
  }

  for (const text of ["", "Gi", "10GB", "10gi", "10 Gi", "-1", "1e", "1e400", "1K", ".", "ten"]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.equal(quantityValue(text), undefined);
    });
  }

  it("grows with the number and with the unit", () => {
    const units = ["m", "", "k", "Ki", "M", "Mi", "G", "Gi", "T", "Ti", "P", "Pi", "E", "Ei"];
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), fc.nat(units.length - 2), (n, i) => {
        const value = quantityValue(`${n}${units[i]}`)!;
        assert.ok(value < quantityValue(`${n + 1}${units[i]}`)!);
        assert.ok(value < quantityValue(`${n}${units[i + 1]}`)!);
      }),
    );
  });
});
