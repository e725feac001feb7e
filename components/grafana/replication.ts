import type { types } from "@pulumi/kubernetes";
import { PORTS, serviceHost } from "../shared/endpoints";
import { headlessName } from "../shared/stateful-set";
import { type Port } from "../shared/workload-spec";
import type { GrafanaDatabase } from "./database-args";
import type { Ini } from "./ini";
import { secretFile, secretReference } from "./secret-references";

/** What replication is decided by. */
interface Replicated {
  name: string;
  namespace: string;
  clusterDomain: string;
  database?: GrafanaDatabase;
}

/** What grafana.ini says of a database beside Grafana, and of the other replicas. Pure. */
export function replicationIni(spec: Replicated): Ini {
  const { database } = spec;
  if (!database) return {};
  return {
    database: {
      type: database.kind,
      host: database.host,
      name: database.name,
      user: database.user,
      password: secretReference(database.passwordSecret),
      ssl_mode: database.sslMode,
      ...(database.caSecret && { ca_cert_path: secretFile(database.caSecret) }),
      // By default it opens as many as it likes, and PostgreSQL takes a hundred in all.
      max_open_conn: 20,
      max_idle_conn: 10,
      // Of replicas that start at once with a new version one changes the database; by default the others end.
      locking_attempt_timeout_sec: 300,
    },
    unified_alerting: {
      // Every replica evaluates every rule; they tell each other what was sent, so that people hear it once.
      ha_listen_address: `$__env{${POD_IP}}:${PORTS.grafana.gossip}`,
      ha_advertise_address: `$__env{${POD_IP}}:${PORTS.grafana.gossip}`,
      ha_peers: `${peers(spec)}:${PORTS.grafana.gossip}`,
      // Nobody of another Grafana joins, whose pod has the address that one of ours had.
      ha_label: `${spec.namespace}/${spec.name}`,
      // A pod that is gone never comes back under its address. By default it is looked for for six hours.
      ha_reconnect_timeout: "5m",
    },
  };
}

/** A name for the addresses of all replicas. */
function peers(spec: Replicated): string {
  return serviceHost({ ...spec, name: headlessName(spec.name) });
}

const POD_IP = "POD_IP";

/** The address by which the others reach a replica. */
export const REPLICA_ENV: types.input.core.v1.EnvVar[] = [
  { name: POD_IP, valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
];

/** Ports on which replicas talk. Not of the Services: each asks every other itself. */
export const REPLICA_PORTS: Port[] = [
  { name: "gossip", number: PORTS.grafana.gossip, service: false },
  { name: "gossip-udp", number: PORTS.grafana.gossip, protocol: "UDP", service: false },
];
