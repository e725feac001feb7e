import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { chartInventory } from "../support/charts/inventory";
import { renderingOf } from "../support/rendering";

const EXPECTED = join(__dirname, "expected", "prod-charts.yaml");

describe("golden render of prod's charts", function () {
  this.timeout(300_000);

  it("consists of exactly the expected objects, with their replicas and images", async function () {
    const found = await chartInventory(this, await renderingOf("prod"));
    // Only here are the charts at hand, so here it is taken over as well.
    if (process.env.LGTM_ACCEPT === "charts") writeFileSync(EXPECTED, stringify(found));
    const expected = existsSync(EXPECTED) ? (parse(readFileSync(EXPECTED, "utf8")) as unknown) : {};
    assert.deepEqual(found, expected, "LGTM_ACCEPT=charts takes over what is rendered now");
  });
});
