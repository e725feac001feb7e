import type * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { type Config, isMap } from "../../components/shared/merge";
import { type RecordedResource, find, record } from "./mocks";

/** The pod of a backend, as far as tests look into it. */
export interface Pod {
  metadata: { annotations: Record<string, string>; labels: Record<string, string> };
  spec: {
    containers: [Container];
    securityContext: object;
    terminationGracePeriodSeconds: number;
    volumes: object[];
  };
}

export interface Container {
  image: string;
  args: string[];
  ports: { name: string; containerPort: number; protocol: string }[];
  readinessProbe: object;
  startupProbe: object;
  securityContext: object;
  volumeMounts: object[];
}

/** What a backend of topology "single" comes to. */
export interface Deployed<C> {
  component: C;
  resources: RecordedResource[];
  /** The configuration file as the pod reads it. */
  config: Config;
  /** Its text, and those of the files beside it. */
  files: Record<string, string>;
  set: RecordedResource;
  pod: Pod;
}

type Backend<A, C> = new (
  name: string,
  args: A & { namespace: string },
  opts?: pulumi.ComponentResourceOptions,
) => C;

/** Creates a backend named "test" in the namespace "mon" under mocks. */
export async function deployed<A extends object, C>(
  type: Backend<A, C>,
  args: A,
  opts?: () => pulumi.ComponentResourceOptions,
): Promise<Deployed<C>> {
  const created: C[] = [];
  const resources = await record(() => {
    created.push(new type("test", { namespace: "mon", ...args }, opts?.()));
  });
  const map = find(resources, "kubernetes:core/v1:ConfigMap", "test-config");
  const files = map.inputs.data as Record<string, string>;
  const set = find(resources, "kubernetes:apps/v1:StatefulSet", "test");
  return {
    component: created[0]!,
    resources,
    config: parse(files["config.yaml"]!) as Config,
    files,
    set,
    pod: (set.inputs.spec as { template: Pod }).template,
  };
}

/** What stands under a path of keys: `at(config, "ruler.ring")`. */
export function at(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((v, key) => (isMap(v) ? v[key] : undefined), value);
}

/** Every text of a configuration whose key fits, lists left out. */
export function textsUnder(value: unknown, key: RegExp): string[] {
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === "string" && key.test(name) ? [inner] : textsUnder(inner, key),
  );
}
