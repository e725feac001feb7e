import assert from "node:assert/strict";
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { Loki } from "../../components/loki/loki";
import { Mimir } from "../../components/mimir/mimir";
import { Pyroscope } from "../../components/pyroscope/pyroscope";
import { SeaweedFs } from "../../components/seaweedfs/seaweedfs";
import { Tempo } from "../../components/tempo/tempo";
import { S3 } from "../support/buckets";
import { record } from "../support/mocks";

const ARGS = { namespace: "mon", topology: "distributed", objectStorage: S3 } as const;

type Create = (opts: ComponentResourceOptions) => unknown;

const BACKENDS: Record<string, Create> = {
  Loki: (opts) => new Loki("test", ARGS, opts),
  Mimir: (opts) => new Mimir("test", ARGS, opts),
  Tempo: (opts) => new Tempo("test", { ...ARGS, kafka: { address: "kafka:9092" } }, opts),
  Pyroscope: (opts) => new Pyroscope("test", ARGS, opts),
  SeaweedFs: (opts) => new SeaweedFs("test", { namespace: "mon", buckets: ["logs"] }, opts),
};

describe("a backend that its chart makes", () => {
  for (const [title, create] of Object.entries(BACKENDS)) {
    it(`${title} is protected as a whole where its own option says so, and not otherwise`, async () => {
      for (const protect of [true, undefined]) {
        const resources = await record(() => create({ protect }));
        const releases = resources.filter(({ type }) => type === "kubernetes:helm.sh/v3:Release");
        assert.equal(releases.length, 1);
        assert.equal(releases[0]?.protect === true, protect === true);
      }
    });
  }
});
