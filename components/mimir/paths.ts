/** Where the volume is mounted. Everything that must survive the pod lies below it. */
export const MIMIR_DATA = "/data";

/** Mimir refuses to start when one path is the beginning of another, as text: "/data/tsdb" and "/data/tsdb-sync". */
export const PATHS = {
  activity: `${MIMIR_DATA}/activity.log`,
  alertState: `${MIMIR_DATA}/alert-state`,
  alertStore: `${MIMIR_DATA}/alert-store`,
  blocks: `${MIMIR_DATA}/blocks`,
  compaction: `${MIMIR_DATA}/compaction`,
  evaluation: `${MIMIR_DATA}/evaluation`,
  gatewayTokens: `${MIMIR_DATA}/store-gateway-tokens`,
  indexes: `${MIMIR_DATA}/indexes`,
  ingesterTokens: `${MIMIR_DATA}/ingester-tokens`,
  rules: `${MIMIR_DATA}/rules`,
  tsdb: `${MIMIR_DATA}/tsdb`,
} as const;
