import assert from "node:assert/strict";
import { parse } from "yaml";
import { resolveLoki } from "../../components/loki/loki-args";
import { lokiEndpoints } from "../../components/shared/endpoints";
import type { Config } from "../../components/shared/merge";
import { BUCKETS } from "../support/buckets";
import { servicePorts, unknownImages, unrestricted, unsized } from "../support/charts/chart-pods";
import {
  type Args,
  DISTRIBUTED,
  EVERYTHING,
  SCALABLE,
  ZONES,
  release,
  rendered,
} from "../support/charts/loki";
import { officialProblems, renderOfficialText } from "../support/charts/official";
import { checkYamlConfig } from "../support/config-keys";
import { resolved } from "../support/resolved";
import { verifyConfig } from "../support/verify";

/** Every kind of Loki that the chart makes. */
const CASES: Record<string, Args> = {
  "distributed over zones": { ...DISTRIBUTED, zones: ZONES },
  "distributed without zones, proxy and caches": {
    ...DISTRIBUTED,
    gateway: false,
    caches: { chunks: { replicas: 0 }, results: { replicas: 0 } },
  },
  "distributed with everything said": EVERYTHING,
  "simple-scalable": { ...SCALABLE, autoscaling: "keda" },
  "simple-scalable over zones": { ...SCALABLE, zones: ZONES, gateway: false },
  ...Object.fromEntries(
    Object.entries(BUCKETS).map(([kind, objectStorage]) => [
      `distributed on ${kind}`,
      { ...DISTRIBUTED, objectStorage },
    ]),
  ),
};

describe("the chart loki", function () {
  this.timeout(60_000);

  for (const [what, args] of Object.entries(CASES)) {
    describe(what, () => {
      it("has every key that is set", function () {
        assert.deepEqual(officialProblems(this, release(args)), []);
      });

      it("makes pods that obey `restricted`, have a size and run images that we name", async function () {
        const { objects, pods } = await rendered(this, args);
        assert.ok(pods.length >= 3);
        assert.deepEqual(pods.flatMap(unrestricted), []);
        assert.deepEqual(pods.flatMap(unsized), []);
        if (!args.image) assert.deepEqual(unknownImages(objects), []);
      });

      it("gives Loki a configuration that it takes, and reaches only what is there", async function () {
        const { objects, text } = await rendered(this, args);
        const config = parse(text) as Config;
        assert.deepEqual(checkYamlConfig("loki", config), []);
        const ports = servicePorts(objects);
        const named = [...text.matchAll(/([-a-z0-9]+)\.monitoring\.svc\.cluster\.local\.?:(\d+)/g)];
        assert.ok(named.length >= 4);
        for (const [, name, port] of named) {
          assert.ok(ports.has(`${name!}:${port!}`), `${name!}:${port!}`);
        }
        await verifyConfig(this, "loki", text);
      });

      it("is where others look for it", async function () {
        const { objects } = await rendered(this, args);
        const ports = servicePorts(objects);
        for (const url of Object.values<string>(
          lokiEndpoints(resolved(resolveLoki, args)) as never,
        )) {
          const { hostname, port } = new URL(url);
          assert.ok(ports.has(`${hostname.split(".")[0]!}:${port || "80"}`), url);
        }
      });

      it("is the same twice, and has no hooks and no rights", async function () {
        const first = await renderOfficialText(this, release(args));
        assert.equal(await renderOfficialText(this, release(args)), first);
        assert.ok(!first.includes("helm.sh/hook"));
        assert.doesNotMatch(first, /^kind: (Cluster)?Role/m);
      });
    });
  }
});
