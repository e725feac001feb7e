import assert from "node:assert/strict";
import { trimApiServer, trimCadvisor, trimKubelet } from "../../components/prometheus/cardinality";
import type { RelabelRule } from "../../components/prometheus/relabel";

type Sample = Record<string, string>;

/** Whether these rules drop a sample: each matches its whole joined text. They have no other action. */
function drops(rules: RelabelRule[], sample: Sample): boolean {
  return rules.some(({ action, source_labels = [], regex = "" }) => {
    assert.equal(action, "drop");
    const joined = source_labels.map((label) => sample[label] ?? "").join(";");
    return new RegExp(`^(?:${regex})$`).test(joined);
  });
}

const named = (name: string, labels: Sample = {}): Sample => ({ __name__: name, ...labels });
const POD = { id: "/kubepods/pod1/c1", pod: "cart-0" };

describe("what is trimmed of metrics that nobody reads", () => {
  const cases: [string, RelabelRule[], Sample[], Sample[]][] = [
    [
      "cAdvisor",
      trimCadvisor(),
      [
        named("container_cpu_system_seconds_total", POD),
        named("container_spec_memory_limit_bytes", POD),
        named("container_memory_failures_total", { ...POD, scope: "hierarchy" }),
        named("container_network_receive_bytes_total", { ...POD, interface: "cali12" }),
        named("container_cpu_usage_seconds_total", { id: "/system.slice/ssh.service" }),
      ],
      [
        // What kubernetes-mixin's dashboards and alerts read.
        named("container_cpu_usage_seconds_total", POD),
        named("container_cpu_cfs_throttled_periods_total", POD),
        named("container_cpu_cfs_periods_total", POD),
        named("container_memory_working_set_bytes", POD),
        named("container_memory_rss", POD),
        named("container_memory_cache", POD),
        named("container_network_receive_bytes_total", { ...POD, interface: "eth0" }),
        named("container_fs_reads_bytes_total", POD),
        named("container_fs_writes_total", POD),
        named("machine_cpu_cores"),
      ],
    ],
    [
      "the kubelet",
      trimKubelet(),
      [named("storage_operation_duration_seconds_bucket", { le: "0.25" })],
      [
        named("storage_operation_duration_seconds_bucket", { le: "0.5" }),
        named("storage_operation_duration_seconds_count"),
        named("kubelet_volume_stats_available_bytes"),
      ],
    ],
    [
      "the API server",
      trimApiServer(),
      [
        named("etcd_request_duration_seconds_bucket", { le: "1" }),
        named("apiserver_request_duration_seconds_bucket", { le: "1" }),
        named("apiserver_request_body_size_bytes_bucket", { le: "1" }),
        named("apiserver_response_sizes_bucket", { le: "1" }),
        named("apiserver_watch_events_sizes_bucket", { le: "1" }),
        named("apiserver_request_sli_duration_seconds_bucket", { le: "0.15" }),
      ],
      [
        named("apiserver_request_sli_duration_seconds_bucket", { le: "0.1" }),
        named("apiserver_request_sli_duration_seconds_bucket", { le: "1" }),
        named("apiserver_request_sli_duration_seconds_bucket", { le: "5" }),
        named("apiserver_request_sli_duration_seconds_bucket", { le: "30" }),
        named("apiserver_request_sli_duration_seconds_bucket", { le: "+Inf" }),
        named("apiserver_request_duration_seconds_count"),
        named("apiserver_request_total"),
        named("apiserver_current_inflight_requests"),
      ],
    ],
  ];
  for (const [who, rules, dropped, kept] of cases) {
    for (const sample of dropped) {
      it(`${who}: drops ${JSON.stringify(sample)}`, () => {
        assert.equal(drops(rules, sample), true);
      });
    }
    for (const sample of kept) {
      it(`${who}: keeps ${JSON.stringify(sample)}`, () => {
        assert.equal(drops(rules, sample), false);
      });
    }
  }
});
