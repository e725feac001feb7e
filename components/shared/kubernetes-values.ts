import type { Config } from "./merge";

/** A piece of a Kubernetes object as a chart's values: plain data, whatever else its type would allow. */
export function asValues(object: object): Config {
  return object as Config;
}
