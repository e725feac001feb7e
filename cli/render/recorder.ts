import * as pulumi from "@pulumi/pulumi";
import { isMap } from "../../components/shared/merge";
import { typeAndName } from "../urn";
import { hearRegistrations } from "./registrations";

/** A resource as the program declared it. */
export interface RecordedResource {
  /** Pulumi's type, such as `kubernetes:apps/v1:StatefulSet`. */
  type: string;
  name: string;
  /** Inputs with every Output resolved. Generated secrets are placeholders. */
  inputs: Record<string, unknown>;
  origin: Origin;
}

/** Whose a resource is, and whether Pulumi would refuse to delete it. */
export interface Origin {
  /** The component that created it, such as `lgtm:index:Loki` `lgtm-loki`. */
  component: { type: string; name: string };
  protect: boolean;
}

/** A run of the program without an engine. */
export interface Recording<T> {
  resources: RecordedResource[];
  outputs: T;
}

/** By this key Pulumi marks a wrapped secret on the wire. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Configuration for a recorded run: texts, maps and secrets by their full key. */
export interface RecordedConfig {
  project: string;
  stack: string;
  values: Record<string, string>;
  secretKeys: string[];
}

/** `helm.v4.Chart`. */
export const CHART_TYPE = "kubernetes:helm.sh/v4:Chart";

/** What stands for a secret wherever it would appear. */
export function secretPlaceholder(name: string): string {
  return `<secret ${name}>`;
}

/**
 * Runs a program in this process with Pulumi's own runtime and no engine, and returns every resource that
 * it declared, in the order of their types and names.
 */
export async function record<T>(
  config: RecordedConfig,
  program: () => T,
): Promise<Recording<pulumi.Unwrap<T>>> {
  const resources: Omit<RecordedResource, "origin">[] = [];
  const origins = new Map<string, Origin>();
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs, custom, id }) {
        // What is only read is somebody else's, and not known here.
        if (id) return { id, state: {} };
        const plain = unwrapSecrets(inputs) as Record<string, unknown>;
        // A chart by `helm.v4.Chart` is a component, whose objects only its provider knows.
        if (custom !== false || type === CHART_TYPE) resources.push({ type, name, inputs: plain });
        return { id: name, state: { ...plain, ...generated(type, name) } };
      },
      call: ({ inputs }) => inputs as Record<string, unknown>,
    },
    config.project,
    config.stack,
    false,
  );
  hearRegistrations((registration) => {
    const key = `${registration.getType()} ${registration.getName()}`;
    const component = typeAndName(registration.getParent());
    origins.set(key, { component, protect: registration.getProtect() });
  });
  pulumi.runtime.setAllConfig(config.values, config.secretKeys);
  const outputs = await new Promise<pulumi.Unwrap<T>>((done) => {
    pulumi.output(program()).apply((value) => {
      done(value);
    });
  });
  await pulumi.runtime.disconnect();
  const found = resources.map((resource) => {
    const origin = origins.get(`${resource.type} ${resource.name}`);
    if (!origin) throw new Error(`${resource.type} ${resource.name} was never registered`);
    return { ...resource, origin };
  });
  found.sort((a, b) => compare(`${a.type} ${a.name}`, `${b.type} ${b.name}`));
  return { resources: found, outputs };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What a provider would generate, as a placeholder that names it. */
function generated(type: string, name: string): Record<string, unknown> {
  return type.startsWith("random:") ? { result: secretPlaceholder(name) } : {};
}

function unwrapSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrapSecrets);
  if (!isMap(value)) return value;
  if (SIGNATURE in value) return unwrapSecrets(value.value);
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, unwrapSecrets(v)]));
}
