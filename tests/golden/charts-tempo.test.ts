import assert from "node:assert/strict";
import { parse } from "yaml";
import { tempoEndpoints } from "../../components/shared/endpoints";
import type { Config } from "../../components/shared/merge";
import { resolveTempo } from "../../components/tempo/tempo-args";
import { BUCKETS } from "../support/buckets";
import { servicePorts, unknownImages, unrestricted, unsized } from "../support/charts/chart-pods";
import { officialProblems, renderOfficialText } from "../support/charts/official";
import {
  type Args,
  DISTRIBUTED,
  EVERYTHING,
  ZONES,
  release,
  rendered,
} from "../support/charts/tempo";
import { checkYamlConfig } from "../support/config-keys";
import { resolved } from "../support/resolved";
import { verifyConfig } from "../support/verify";

/** Every kind of Tempo that the chart makes. */
const CASES: Record<string, Args> = {
  "over zones": { ...DISTRIBUTED, zones: ZONES },
  "without a cache and a metrics store": {
    ...DISTRIBUTED,
    cache: { replicas: 0 },
    remoteWriteUrl: undefined,
  },
  "in another DNS domain": { ...DISTRIBUTED, clusterDomain: "example.org" },
  "with everything said": EVERYTHING,
  ...Object.fromEntries(
    Object.entries(BUCKETS).map(([kind, objectStorage]) => [
      `on ${kind}`,
      { ...DISTRIBUTED, objectStorage },
    ]),
  ),
};

describe("the chart tempo-distributed", function () {
  this.timeout(60_000);

  for (const [what, args] of Object.entries(CASES)) {
    describe(what, () => {
      it("has every key that is set", function () {
        assert.deepEqual(officialProblems(this, release(args)), []);
      });

      it("makes pods that obey `restricted`, have a size and run images that we name", async function () {
        const { objects, pods } = await rendered(this, args);
        assert.ok(pods.length >= 7);
        assert.deepEqual(pods.flatMap(unrestricted), []);
        assert.deepEqual(pods.flatMap(unsized), []);
        if (!args.image) assert.deepEqual(unknownImages(objects), []);
      });

      it("gives Tempo a configuration that it takes, and reaches only what is there", async function () {
        const { objects, text } = await rendered(this, args);
        const config = parse(text) as Config;
        assert.deepEqual(checkYamlConfig("tempo", config), []);
        const ports = servicePorts(objects);
        const domain = (args.clusterDomain ?? "cluster.local").replaceAll(".", "\\.");
        const named = [
          ...text.matchAll(new RegExp(`([-a-z0-9]+)\\.monitoring\\.svc\\.${domain}:(\\d+)`, "g")),
        ];
        assert.equal(named.length, 3);
        for (const [, name, port] of named) {
          assert.ok(ports.has(`${name!}:${port!}`), `${name!}:${port!}`);
        }
        if (args.kafka?.sasl === undefined) await verifyConfig(this, "tempo", text);
      });

      it("receives and answers where others look for it", async function () {
        const { objects } = await rendered(this, args);
        const ports = servicePorts(objects);
        const endpoints = Object.values<string>(
          tempoEndpoints(resolved(resolveTempo, args)) as never,
        );
        assert.equal(endpoints.length, 7);
        for (const url of endpoints) {
          const { hostname, port } = new URL(url.includes("//") ? url : `http://${url}`);
          assert.ok(ports.has(`${hostname.split(".")[0]!}:${port}`), url);
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
