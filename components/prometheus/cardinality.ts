import type { RelabelRule } from "./relabel";

/** Metrics of cAdvisor that no dashboard or alert of the common sets reads, or that others tell better. */
const CADVISOR_UNREAD = [
  // Seconds of throttling and the split by mode; the periods that alerts read stay.
  "container_cpu_(cfs_throttled_seconds_total|load_average_10s|system_seconds_total|user_seconds_total)",
  // Always zero, or repeated for every partition.
  "container_fs_(io_current|io_time_seconds_total|io_time_weighted_seconds_total|reads_merged_total|sector_reads_total|sector_writes_total|writes_merged_total)",
  "container_blkio_device_usage_total",
  "container_memory_(mapped_file|swap)",
  "container_(file_descriptors|tasks_state|threads_max)",
  // kube-state-metrics tells the same from the pod's specification.
  "container_spec_.*",
];

/** What cAdvisor says too much: about half of all series of a cluster would be its own. */
export function trimCadvisor(): RelabelRule[] {
  return [
    dropNamed(CADVISOR_UNREAD.join("|")),
    // Of the two scopes the container's own; the other one sums up its children.
    dropWith("scope", "container_memory_failures_total;hierarchy"),
    // One interface for every pod of the node, seen from pods in the host's network.
    dropWith("interface", "container_network_.*;(cali|cilium|cni|lxc|nodelocaldns|tunl|veth).*"),
    // Control groups that belong to no pod: slices of systemd and their sums.
    { action: "drop", source_labels: ["id", "pod"], regex: ".+;" },
  ];
}

/** The kubelet's histograms of storage operations have a series for every volume plugin and bucket. */
export function trimKubelet(): RelabelRule[] {
  return [
    dropWith(
      "le",
      String.raw`(csi_operations|storage_operation_duration)_seconds_bucket;(0\.25|2\.5|15|25|120|600)(\.0)?`,
    ),
  ];
}

/** Histograms of the API server by verb and resource. Their sums and counts stay, so averages remain. */
const API_SERVER_UNREAD = [
  "etcd_request_duration_seconds",
  // The service level is told by apiserver_request_sli_duration_seconds, without the long-lived requests.
  "apiserver_request(_slo)?_duration_seconds",
  "apiserver_(request_body|response)_size(s|_bytes)",
  "apiserver_watch_(list_duration_seconds|cache_read_wait_seconds|events_sizes)",
];

/** An API server alone would be the greatest producer of a small cluster: 18,500 series while it has nothing to do. */
export function trimApiServer(): RelabelRule[] {
  const buckets = String.raw`(0\.15|0\.2|0\.3|0\.35|0\.4|0\.45|0\.6|0\.7|0\.8|0\.9|1\.25|1\.5|1\.75|2|3|3\.5|4|4\.5|6|7|8|9|15|20|40|45|50)(\.0)?`;
  return [
    dropNamed(`(${API_SERVER_UNREAD.join("|")})_bucket`),
    // What remains is enough for quantiles, and has the bounds that the service level counts by.
    dropWith("le", `apiserver_request_sli_duration_seconds_bucket;${buckets}`),
  ];
}

function dropNamed(regex: string): RelabelRule {
  return { action: "drop", source_labels: ["__name__"], regex };
}

function dropWith(label: string, regex: string): RelabelRule {
  return { action: "drop", source_labels: ["__name__", label], regex };
}
