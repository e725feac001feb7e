import assert from "node:assert/strict";
import { parse } from "yaml";
import { resolvePyroscope } from "../../components/pyroscope/pyroscope-args";
import { pyroscopeEndpoints } from "../../components/shared/endpoints";
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
} from "../support/charts/pyroscope";
import { checkYamlConfig } from "../support/config-keys";
import { resolved } from "../support/resolved";

/** Every kind of Pyroscope that the chart makes. */
const CASES: Record<string, Args> = {
  "over zones": { ...DISTRIBUTED, zones: ZONES },
  "in another DNS domain": { ...DISTRIBUTED, clusterDomain: "example.org" },
  "with everything said": EVERYTHING,
  ...Object.fromEntries(
    Object.entries(BUCKETS).map(([kind, objectStorage]) => [
      `on ${kind}`,
      { ...DISTRIBUTED, objectStorage },
    ]),
  ),
};

describe("the chart pyroscope", function () {
  this.timeout(60_000);

  for (const [what, args] of Object.entries(CASES)) {
    describe(what, () => {
      it("has every key that is set", function () {
        assert.deepEqual(officialProblems(this, release(args)), []);
      });

      it("makes pods that obey `restricted`, have a size and run the image that we name", async function () {
        const { objects, pods } = await rendered(this, args);
        assert.equal(pods.length, 9);
        assert.deepEqual(pods.flatMap(unrestricted), []);
        assert.deepEqual(pods.flatMap(unsized), []);
        if (!args.image) assert.deepEqual(unknownImages(objects), []);
      });

      it("gives Pyroscope a configuration of keys that it has", async function () {
        const { text } = await rendered(this, args);
        assert.deepEqual(checkYamlConfig("pyroscope", parse(text)), []);
      });

      it("reaches by flag only what is there", async function () {
        const { objects, pods } = await rendered(this, args);
        const ports = servicePorts(objects);
        const domain = args.clusterDomain ?? "cluster.local";
        const seen = new Set<string>();
        for (const { spec } of pods) {
          const flags = spec.containers[0]!.args!.join(" ");
          for (const [, host, port] of flags.matchAll(/([-a-z0-9.]+)\.?:(\d+)/g)) {
            const [first, ...rest] = host!.replace(/\.$/, "").split(".");
            const pod = /^(.+)-metastore-\d$/.exec(first!);
            const service = pod ? rest.shift()! : first!;
            assert.equal(rest.join("."), `monitoring.svc.${domain}`, host);
            assert.ok(ports.has(`${service}:${port!}`), `${service}:${port!}`);
            seen.add(`${service}:${port!}`);
          }
        }
        assert.deepEqual([...seen].sort(), [
          "profiles-memberlist:7946",
          "profiles-metastore-headless:9095",
          "profiles-query-backend-headless:9095",
        ]);
      });

      it("is where others look for it", async function () {
        const { objects } = await rendered(this, args);
        const ports = servicePorts(objects);
        const { query, push } = pyroscopeEndpoints(resolved(resolvePyroscope, args));
        assert.notEqual(query, push);
        for (const url of [query, push]) {
          const { hostname, port } = new URL(url);
          assert.ok(ports.has(`${hostname.split(".")[0]!}:${port}`), url);
        }
      });

      it("is the same twice, and has no hooks, no rights and no token", async function () {
        const first = await renderOfficialText(this, release(args));
        assert.equal(await renderOfficialText(this, release(args)), first);
        assert.ok(!first.includes("helm.sh/hook"));
        assert.doesNotMatch(first, /^kind: (Cluster)?Role/m);
        // Of its own.
        assert.doesNotMatch(first, /^kind: ServiceAccount/m);
        const { pods } = await rendered(this, args);
        for (const { spec } of pods) assert.equal(spec.serviceAccountName, "profiles");
      });
    });
  }
});
