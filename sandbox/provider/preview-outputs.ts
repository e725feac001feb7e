import {
  isObject,
  type Json,
  type JsonObject,
  listAt,
  objectAt,
  stringAt,
  withValue,
} from "./json";
import { unknown } from "./secrets";

const SERVER_METADATA = ["uid", "resourceVersion", "generation", "creationTimestamp"];

/**
 * What a preview can promise of an object: the inputs, what an update leaves as it is, and "unknown" for what the API
 * server will decide. A dry run would answer with an address or uid that the real one will not have.
 */
export function previewOutputs(inputs: JsonObject, state: JsonObject = {}): JsonObject {
  let outputs: JsonObject = { ...inputs, status: unknown };
  for (const key of SERVER_METADATA) {
    const kept = key === "uid" || key === "creationTimestamp";
    const before = kept ? stringAt(state, "metadata", key) : undefined;
    outputs = withValue(outputs, ["metadata", key], before ?? unknown);
  }
  if (inputs.kind === "Service" && isObject(inputs.spec)) {
    outputs = { ...outputs, spec: servicePreview(inputs.spec, objectAt(state, "spec")) };
  }
  return outputs;
}

function servicePreview(spec: JsonObject, before: JsonObject): JsonObject {
  if (spec.type === "ExternalName") return spec;
  const exposed = spec.type === "NodePort" || spec.type === "LoadBalancer";
  const ports = listAt(spec, "ports").map((port, index): Json => {
    if (!exposed || !isObject(port) || port.nodePort !== undefined) return port;
    const known = objectAt({ port: listAt(before, "ports")[index] ?? null }, "port").nodePort;
    return { ...port, nodePort: known ?? unknown };
  });
  return {
    clusterIP: before.clusterIP ?? unknown,
    clusterIPs: before.clusterIPs ?? unknown,
    ...spec,
    ...(Array.isArray(spec.ports) ? { ports } : {}),
  };
}
