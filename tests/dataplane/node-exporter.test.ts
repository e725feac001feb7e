import { deepEqual, ok } from "node:assert/strict";
import { ensureTool } from "../../sandbox/tools";
import { request } from "../../live/clients/http";
import { running } from "../support/dataplane/backends";
import { skip } from "../support/skip";

describe("node-exporter", () => {
  let metrics: string;

  before(async function () {
    this.timeout("10m");
    if (process.platform !== "linux") skip(this, "node-exporter tells about Linux");
    const { platform } = running();
    await platform.program("node-exporter", await ensureTool("node-exporter")).start();
    metrics = await request(`${platform.url("node-exporter")}/metrics`);
  });

  it("takes the rendered flags, and tells of processors, memory, disks and networks", () => {
    const names = [
      "node_cpu_seconds_total",
      "node_memory_MemAvailable_bytes",
      "node_network_receive_bytes_total",
      "node_load1",
    ];
    deepEqual(
      names.filter((name) => !new RegExp(`^${name}[ {]`, "m").test(metrics)),
      [],
    );
  });

  it("leaves out file systems that hold nobody's data", () => {
    const types = [...metrics.matchAll(/^node_filesystem_size_bytes\{.*fstype="(\w+)"/gm)].map(
      ([, type]) => type,
    );
    deepEqual(
      types.filter((type) => ["proc", "sysfs", "tracefs", "overlay", "cgroup2"].includes(type!)),
      [],
    );
  });

  it("has no collector that fails", () => {
    const failing = [
      ...metrics.matchAll(/^node_scrape_collector_success\{collector="(\w+)"\} 0$/gm),
    ];
    const known = failing.map(([, collector]) => collector);
    // What the kernel of this machine does not offer is no fault of the flags.
    ok(
      !known.some((name) => ["cpu", "filesystem", "netdev", "netclass"].includes(name!)),
      known.join(),
    );
  });
});
