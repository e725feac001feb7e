import type { types } from "@pulumi/kubernetes";

/** A pod's own name and address, as configuration files write them that are read with `-config.expand-env`. */
export const POD_NAME = "${POD_NAME}";
export const POD_ADDRESS = "${POD_IP}";

/** The environment that these stand in. */
export const POD_ENVIRONMENT: types.input.core.v1.EnvVar[] = [
  { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
  { name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
];
