import assert from "node:assert/strict";
import { parse } from "yaml";
import { resolveMimir } from "../../components/mimir/mimir-args";
import { mimirEndpoints } from "../../components/shared/endpoints";
import type { Config } from "../../components/shared/merge";
import { BUCKETS } from "../support/buckets";
import {
  containersOf,
  servicePorts,
  unknownImages,
  unrestricted,
  unsized,
} from "../support/charts/chart-pods";
import {
  type Args,
  DISTRIBUTED,
  EVERYTHING,
  INGEST_STORAGE,
  ZONES,
  release,
  rendered,
} from "../support/charts/mimir";
import { officialProblems, renderOfficialText } from "../support/charts/official";
import { checkYamlConfig } from "../support/config-keys";
import { resolved } from "../support/resolved";
import { verifyConfig } from "../support/verify";

/** Every kind of Mimir that the chart makes. */
const CASES: Record<string, Args> = {
  classic: DISTRIBUTED,
  "classic over zones": { ...DISTRIBUTED, zones: ZONES },
  "classic over zones without proxy": { ...DISTRIBUTED, zones: ZONES, gateway: false },
  "classic without proxy and caches, scaled by KEDA": {
    ...DISTRIBUTED,
    gateway: false,
    autoscaling: "keda",
    caches: {
      chunks: { replicas: 0 },
      index: { replicas: 0 },
      metadata: { replicas: 0 },
      results: { replicas: 0 },
    },
  },
  "with everything said": EVERYTHING,
  "with ingest storage": INGEST_STORAGE,
  ...Object.fromEntries(
    Object.entries(BUCKETS).map(([kind, objectStorage]) => [
      `on ${kind}`,
      { ...DISTRIBUTED, objectStorage },
    ]),
  ),
};

/** Everything that others might find in the cluster, and what stays when everything extra is off. */
const KINDS = [
  "ConfigMap",
  "Deployment",
  "HorizontalPodAutoscaler",
  "PodDisruptionBudget",
  "ScaledObject",
  "Service",
  "StatefulSet",
];

describe("the chart mimir-distributed", function () {
  this.timeout(60_000);

  for (const [what, args] of Object.entries(CASES)) {
    describe(what, () => {
      it("has every key that is set", function () {
        assert.deepEqual(officialProblems(this, release(args)), []);
      });

      it("makes pods that obey `restricted`, have a size and run images that we name", async function () {
        const { objects, pods } = await rendered(this, args);
        assert.ok(pods.length >= 10);
        assert.deepEqual(pods.flatMap(unrestricted), []);
        assert.deepEqual(pods.flatMap(unsized), []);
        if (!args.image) assert.deepEqual(unknownImages(objects), []);
      });

      it("brings nothing but itself", async function () {
        const { objects } = await rendered(this, args);
        const kinds = new Set(objects.map(({ kind }) => kind));
        assert.deepEqual(
          [...kinds].filter((kind) => !KINDS.includes(kind)),
          [],
        );
        const names = objects.map(({ metadata }) => metadata.name);
        assert.deepEqual(
          names.filter((name) => /minio|kafka|rollout|agent/.test(name)),
          [],
        );
        assert.equal(
          new Set(objects.map((o) => `${o.kind}/${o.metadata.name}`)).size,
          objects.length,
        );
      });

      it("gives Mimir a configuration that it takes, and reaches only what is there", async function () {
        const { objects, pod, text } = await rendered(this, args);
        const config = parse(text) as Config;
        assert.deepEqual(checkYamlConfig("mimir", config), []);
        const ports = servicePorts(objects);
        const named = [...text.matchAll(/([-a-z0-9]+)\.monitoring\.svc\.cluster\.local\.?:(\d+)/g)];
        assert.ok(named.length >= 3);
        for (const [, name, port] of named) {
          assert.ok(ports.has(`${name!}:${port!}`), `${name!}:${port!}`);
        }
        // Kubernetes puts the password in; one that YAML would take for something else.
        const flags = containersOf(pod("metrics-distributor"))
          .flatMap((container) => container.args ?? [])
          .filter((flag) => flag.includes("sasl-password"))
          .map((flag) => flag.replace("$(KAFKA_PASSWORD)", "*secret"));
        assert.equal(flags.length, args.kafka?.sasl ? 1 : 0);
        await verifyConfig(this, "mimir", text, flags);
      });

      it("is where others look for it", async function () {
        const { objects } = await rendered(this, args);
        const ports = servicePorts(objects);
        const endpoints = mimirEndpoints(resolved(resolveMimir, args));
        for (const url of Object.values<string>(endpoints as never)) {
          const { hostname, port } = new URL(url);
          assert.ok(ports.has(`${hostname.split(".")[0]!}:${port || "80"}`), url);
        }
      });

      it("is the same twice, and has no hook but the test that only `helm test` runs", async function () {
        const first = await renderOfficialText(this, release(args));
        assert.equal(await renderOfficialText(this, release(args)), first);
        assert.deepEqual(
          [...first.matchAll(/"helm.sh\/hook": (\w+)/g)].map(([, hook]) => hook),
          ["test"],
        );
      });
    });
  }
});
