import { PORTS, serviceHost } from "../shared/endpoints";
import type { Config } from "../shared/merge";
import { Topology } from "../shared/topology";
import { cachesConfig } from "./caches";
import type { LokiSpec } from "./loki-args";

/** How the parts of a Loki whose pods a chart makes reach each other. Nothing where one process is all of them. */
export function partsConfig(spec: LokiSpec): Config {
  switch (spec.topology) {
    case Topology.Distributed:
      return {
        ...common(spec, {
          compactor: "compactor",
          indexGateways: "index-gateway-headless",
          schedulers: "query-scheduler-headless",
        }),
        // Those who follow a log as it comes are sent on to who can see it.
        frontend: {
          scheduler_address: grpc(spec, "query-scheduler-headless"),
          tail_proxy_url: `http://${host(spec, "querier")}:${PORTS.loki.http}`,
        },
      };
    case Topology.SimpleScalable:
      return common(spec, {
        compactor: "backend",
        indexGateways: "backend-headless",
        schedulers: "query-scheduler-discovery",
      });
    default:
      return {};
  }
}

function common(
  spec: LokiSpec,
  services: { compactor: string; indexGateways: string; schedulers: string },
): Config {
  const scheduler_address = grpc(spec, services.schedulers);
  return {
    server: { grpc_server_max_concurrent_streams: 1000 },
    common: { compactor_grpc_address: grpc(spec, services.compactor) },
    storage_config: {
      tsdb_shipper: {
        index_gateway_client: { server_address: `dns+${grpc(spec, services.indexGateways)}` },
      },
    },
    // Each has the whole index: there is one tenant, and a ring would give that to one of them.
    index_gateway: { mode: "simple" },
    frontend: { scheduler_address },
    frontend_worker: { scheduler_address },
    ...cachesConfig(spec),
  };
}

function grpc(spec: LokiSpec, service: string): string {
  return `${host(spec, service)}:${PORTS.loki.grpc}`;
}

function host(spec: LokiSpec, service: string): string {
  return serviceHost({ ...spec, name: `${spec.name}-${service}` });
}
