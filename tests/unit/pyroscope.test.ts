import assert from "node:assert/strict";
import { Pyroscope } from "../../components/pyroscope/pyroscope";
import { type PyroscopeArgs, resolvePyroscope } from "../../components/pyroscope/pyroscope-args";
import { at, deployed, textsUnder } from "../support/deployed";
import { refusals } from "../support/resolved";

const pyroscope = (args: Omit<PyroscopeArgs, "namespace"> = {}) => deployed(Pyroscope, args);

it("Pyroscope says where it is", async () => {
  const url = "http://pyroscope.mon.svc.cluster.local:4040";
  assert.deepEqual((await pyroscope()).component.endpoints, { query: url, push: url });
});

describe("Pyroscope's configuration", () => {
  it("runs the storage of 2.x alone, and reports and pushes to nobody", async () => {
    const { config } = await pyroscope();
    assert.equal(config.architecture_storage, "v2");
    assert.equal(at(config, "limits.write_path"), "segment-writer");
    assert.deepEqual(config.analytics, { reporting_enabled: false });
    assert.deepEqual(config.self_profiling, { disable_push: true });
  });

  it("keeps profiles and their index on the volume", async () => {
    const { config } = await pyroscope();
    assert.deepEqual(textsUnder(config, /(dir|data_path|temp_dir)$/), [
      "/data/blocks",
      "/data/metastore/index",
      "/data/metastore/raft",
      "/data/metastore/raft",
    ]);
  });

  it("stores blocks in files", async () => {
    assert.equal(at((await pyroscope()).config, "storage.backend"), "filesystem");
  });

  it("finds itself without an address of the pod's own", async () => {
    const { config } = await pyroscope();
    const ring = { kvstore: { store: "inmemory" }, instance_addr: "127.0.0.1" };
    assert.equal(at(config, "metastore.address"), "127.0.0.1:9095");
    assert.equal(at(config, "metastore.min_ready_duration"), "0s");
    assert.equal(at(config, "query_backend.address"), "127.0.0.1:9095");
    assert.equal(at(config, "frontend.instance_addr"), "127.0.0.1");
    assert.deepEqual(config.distributor, { ring });
    assert.deepEqual(config.overrides_exporter, { ring });
    assert.deepEqual(config.segment_writer, {
      lifecycler: {
        address: "127.0.0.1",
        min_ready_duration: "0s",
        ring: { kvstore: { store: "inmemory" } },
      },
    });
    assert.deepEqual(config.memberlist, {
      bind_addr: ["127.0.0.1"],
      advertise_addr: "127.0.0.1",
    });
  });

  it("lets be queried as much as it keeps", async () => {
    const { config } = await pyroscope({ retention: "30d" });
    assert.equal(at(config, "limits.retention_period"), "720h");
    assert.equal(at(config, "limits.max_query_lookback"), "720h");
    assert.equal(at(config, "limits.max_query_length"), "0s");
    assert.equal(at(config, "limits.compactor_blocks_retention_period"), undefined);
    assert.equal(at(config, "metastore.index.cleanup_interval"), "15m");
  });

  it("takes limits from the args", async () => {
    const limits = async (args: object) => {
      const { config } = await pyroscope(args);
      return ["ingestion_rate_mb", "ingestion_burst_size_mb", "max_profile_size_bytes"].map((key) =>
        at(config, `limits.${key}`),
      );
    };
    assert.deepEqual(await limits({}), [16, 32, 16_777_216]);
    assert.deepEqual(
      await limits({ limits: { ingestionRate: 3, maxProfileSize: 1 } }),
      [3, 6, 1_048_576],
    );
  });
});

describe("Pyroscope refuses", () => {
  const cases: [string, object, string[]][] = [
    [
      "a retention that its index cannot see",
      { retention: "6h" },
      [
        'retention: got "6h"; allowed: a duration of at least 24h: a whole number and s, m, h, d, w or y; write for example "7d"',
      ],
    ],
    [
      "a rate in words",
      { limits: { ingestionRate: "16MB" } },
      ['limits.ingestionRate: got "16MB"; allowed: a whole number from 1; write for example 1'],
    ],
  ];
  for (const [what, args, problems] of cases) {
    it(what, () => {
      assert.deepEqual(refusals(resolvePyroscope, args), problems);
    });
  }
});
