/** Where the volume is mounted. Everything that must survive the pod lies below it. The chart has no other. */
export const LOKI_DATA = "/var/loki";
