import assert from "node:assert/strict";
import type { ComponentResource } from "@pulumi/pulumi";
import { Loki } from "../../components/loki/loki";
import { Mimir } from "../../components/mimir/mimir";
import { Pyroscope } from "../../components/pyroscope/pyroscope";
import { Tempo } from "../../components/tempo/tempo";
import { BUCKETS } from "../support/buckets";
import { at } from "../support/deployed";
import { find, record } from "../support/mocks";

type Args = { namespace: string } & Record<string, unknown>;

const BACKENDS: Record<string, new (name: string, args: Args) => ComponentResource> = {
  Loki,
  Mimir,
  Tempo,
  Pyroscope,
};
const KAFKA = { address: "kafka:9092" };

describe("the service account of a backend", () => {
  for (const [name, Backend] of Object.entries(BACKENDS)) {
    const made = (topology: string, storage: string) =>
      record(() => {
        const args = { namespace: "mon", topology, objectStorage: BUCKETS[storage] };
        const kafka = Backend === Tempo && topology === "distributed" && { kafka: KAFKA };
        new Backend("test", { ...args, ...kafka, name: "store" });
      });
    const account = async (topology: string, storage: string) =>
      find(await made(topology, storage), "kubernetes:core/v1:ServiceAccount", "test").inputs;

    it(`is the same when ${name} changes to a chart, with its role in the cloud and no token`, async () => {
      const chart = await account("distributed", "S3 with a role");
      assert.deepEqual(chart, await account("single", "S3 with a role"));
      assert.equal(chart.automountServiceAccountToken, false);
      assert.equal(at(chart, "metadata.name"), "store");
      assert.deepEqual(at(chart, "metadata.annotations"), {
        "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/loki",
      });
    });

    it(`is not the chart's too, and there before ${name}'s`, async () => {
      const resources = await made("distributed", "Azure with workload identity");
      const release = find(resources, "kubernetes:helm.sh/v3:Release", "test");
      assert.ok(release.dependsOn.includes("kubernetes:core/v1:ServiceAccount test"));
      const values = release.inputs.values as object;
      const own = Backend === Pyroscope ? "pyroscope.serviceAccount" : "serviceAccount";
      assert.deepEqual(at(values, own), { create: false, name: "store" });
    });
  }
});
