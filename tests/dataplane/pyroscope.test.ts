import { equal, ok } from "node:assert/strict";
import { activeConfig } from "../support/dataplane/active-config";
import { running } from "../support/dataplane/backends";
import { foundTool } from "../support/dataplane/found-tool";
import { type FlameGraph, PyroscopeClient } from "../../live/clients/pyroscope-client";
import type { Program } from "../../live/processes/program";
import { until } from "../support/until";

/** A kind of profile that every program in Go offers. */
const HEAP = "memory:inuse_space:bytes:space:bytes";

describe("Profiles in Pyroscope", () => {
  let url: string;
  let pyroscope: Program;

  before(async function () {
    const binary = await foundTool(this, "pyroscope");
    const { platform } = running();
    url = platform.url("pyroscope");
    pyroscope = await platform.program("pyroscope", binary).start();
  });

  it("keeps a real profile and shows it by its service", async () => {
    const profile = await fetch(`${running().platform.url("mimir")}/debug/pprof/heap`);
    const query = new URLSearchParams({
      name: "shop{namespace=shop-test}",
      format: "pprof",
      from: String(Math.floor(Date.now() / 1000) - 15),
      until: String(Math.floor(Date.now() / 1000)),
    });
    const { status } = await fetch(`${url}/ingest?${query.toString()}`, {
      method: "POST",
      body: Buffer.from(await profile.arrayBuffer()),
    });
    equal(status, 200);
    ok((await found()).names.some((name) => name.includes("mimir")));
  });

  it("deletes what is older than dev keeps profiles, and finds all that is younger", async () => {
    const config = await activeConfig(`${url}/api/v1/status/config`);
    equal(config("limits.retention_period"), "2d");
    equal(config("limits.max_query_lookback"), "2d");
  });

  it("still has it after it was killed: index and profiles are on the volume", async () => {
    const before = await found();
    await pyroscope.kill();
    await pyroscope.start();
    equal((await found()).total, before.total);
  });

  function found(): Promise<FlameGraph> {
    return until(
      "the profile of shop",
      async () => {
        const graph = await new PyroscopeClient(url).flameGraph(`${HEAP}{service_name="shop"}`);
        return graph.total > 0 ? graph : undefined;
      },
      60_000,
    );
  }
});
