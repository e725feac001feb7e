import { deepEqual, equal, ok } from "node:assert/strict";
import { activeConfig } from "../support/dataplane/active-config";
import { running } from "../support/dataplane/backends";
import { foundTool } from "../support/dataplane/found-tool";
import { freePorts } from "../support/dataplane/free-ports";
import { getJson } from "../support/dataplane/http";
import { LOOPBACK } from "../support/dataplane/placed-pod";
import { LISTEN_ON_LOOPBACK } from "../support/dataplane/platform";
import type { Program } from "../support/dataplane/program";
import { until } from "../support/until";

/** A kind of profile that every program in Go offers. */
const HEAP = "memory:inuse_space:bytes:space:bytes";

interface Rendered {
  flamebearer: { names: string[]; numTicks: number };
}

describe("Profiles in Pyroscope", () => {
  let url: string;
  let pyroscope: Program;

  before(async function () {
    const binary = await foundTool(this, "pyroscope");
    const { platform } = running();
    url = platform.url("pyroscope");
    const [raft, gossip] = await freePorts(2);
    pyroscope = platform.program("pyroscope", {
      binary,
      ready: "/ready",
      after: [
        ...LISTEN_ON_LOOPBACK,
        // Ports by which several pods would find each other: here others may hold the usual ones.
        `-metastore.raft.bind-address=${LOOPBACK}:${raft}`,
        `-metastore.raft.advertise-address=${LOOPBACK}:${raft}`,
        `-memberlist.bind-port=${gossip}`,
        `-memberlist.advertise-port=${gossip}`,
      ],
    });
    await pyroscope.start();
  });

  it("keeps a real profile and shows it by its service", async () => {
    const profile = await fetch(`${running().platform.url("loki")}/debug/pprof/heap`);
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
    const rendered = await found();
    ok(rendered.flamebearer.names.some((name) => name.includes("loki")));
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
    deepEqual((await found()).flamebearer.numTicks, before.flamebearer.numTicks);
  });

  function found(): Promise<Rendered> {
    return until(
      "the profile of shop",
      async () => {
        const rendered = (await getJson(`${url}/pyroscope/render`, {
          query: `${HEAP}{service_name="shop"}`,
          from: "now-1h",
          until: "now",
        })) as Rendered;
        return rendered.flamebearer.numTicks > 0 ? rendered : undefined;
      },
      60_000,
    );
  }
});
