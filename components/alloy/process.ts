import { PORTS } from "../shared/endpoints";
import { flagArguments } from "../shared/flags";
import type { WorkloadSpec } from "../shared/workload-spec";

/** Where Alloy keeps what it must remember: positions in files, one day queues. */
export const ALLOY_DATA = "/var/lib/alloy/data";

/** What every Alloy process has in common, whatever its pipelines do. */
export function alloyProcess(
  config: string,
): Pick<WorkloadSpec, "args" | "user" | "files" | "readiness" | "metrics" | "profiles"> {
  const { http } = PORTS.alloy;
  return {
    user: 473,
    args: [
      "run",
      "/etc/alloy/config.alloy",
      ...flagArguments({
        // Its default listens on loopback, where neither the kubelet nor Prometheus can reach it.
        "server.http.listen-addr": `0.0.0.0:${http}`,
        "storage.path": ALLOY_DATA,
        "stability.level": "generally-available",
        "disable-reporting": true,
        // Logs and environment of the process, for everyone who reaches the port.
        "server.http.disable-support-bundle": true,
      }),
    ],
    files: [{ suffix: "config", directory: "/etc/alloy", files: { "config.alloy": config } }],
    readiness: { path: "/-/ready", port: "http" },
    metrics: { port: http },
    profiles: { port: http },
  };
}
