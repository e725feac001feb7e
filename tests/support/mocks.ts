import * as pulumi from "@pulumi/pulumi";
import { type Registration, hearRegistrations } from "../../cli/render/registrations";
import { typeAndName } from "../../cli/urn";
import { isMap } from "../../components/shared/merge";

/** A resource as a program registered it. */
export interface RecordedResource {
  type: string;
  name: string;
  /** Plain values: a secret is unwrapped and its path stands in `secrets`. */
  inputs: Record<string, unknown>;
  /** Paths of the inputs that were marked secret. Mocks mark a whole top-level input. */
  secrets: string[];
  /** `type name` of the resource that it is a child of. Empty for those at the top. */
  parent: string;
  /** `type name` of everything that must exist before, in alphabetical order. */
  dependsOn: string[];
  protect: boolean;
  /** Types that it had before, or could have. */
  aliases: string[];
  retainOnDelete: boolean;
  /** Name of an explicit provider. Empty where the default one serves. */
  provider: string;
  /** What a component registered as its outputs. */
  outputs: Record<string, unknown>;
}

const STACK_TYPE = "pulumi:pulumi:Stack";
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Runs a program against mocks and returns what it registered, the stack itself left out. */
export async function record(program: () => unknown): Promise<RecordedResource[]> {
  await pulumi.runtime.setMocks({
    call: (args) => args.inputs as Record<string, unknown>,
    newResource: mockedState,
  });
  const recorded = new Map<string, RecordedResource>();
  listen(recorded);
  try {
    await program();
  } finally {
    await pulumi.runtime.disconnect();
  }
  return [...recorded.values()].filter((resource) => resource.type !== STACK_TYPE);
}

/** `type name` of each resource, sorted: registration order depends on what awaits what. */
export function listed(resources: readonly RecordedResource[]): string[] {
  return resources.map(({ type, name }) => `${type} ${name}`).sort();
}

/** The one resource of this type and name. */
export function find(
  resources: readonly RecordedResource[],
  type: string,
  name: string,
): RecordedResource {
  const found = resources.find((r) => r.type === type && r.name === name);
  if (!found) throw new Error(`no ${type} ${name} among:\n${listed(resources).join("\n")}`);
  return found;
}

/** The name of the Kubernetes object that a resource makes. */
export function objectName(
  resources: readonly RecordedResource[],
  type: string,
  name: string,
): string {
  return (find(resources, type, name).inputs.metadata as { name: string }).name;
}

/** The texts of a Secret of ours, which a patch named after it holds. */
export function secretTexts(
  resources: readonly RecordedResource[],
  name: string,
): Record<string, string> {
  const { inputs } = find(resources, "kubernetes:core/v1:SecretPatch", `${name}-data`);
  const entries = Object.entries(inputs.data as Record<string, string>);
  return Object.fromEntries(
    entries.map(([key, encoded]) => [key, Buffer.from(encoded, "base64").toString()]),
  );
}

/** What a provider would answer. Generated texts are recognisable by their resource's name. */
function mockedState(args: pulumi.runtime.MockResourceArgs): pulumi.runtime.MockResourceResult {
  const inputs = args.inputs as Record<string, unknown>;
  const generated = args.type.startsWith("random:") && { result: `generated-for-${args.name}` };
  const { metadata } = inputs;
  const versioned = isMap(metadata) && {
    metadata: { ...metadata, resourceVersion: `version-of-${args.name}` },
  };
  return { id: `${args.name}-id`, state: { ...inputs, ...generated, ...versioned } };
}

interface Outputs {
  getUrn(): string;
  getOutputs(): { toJavaScript(): Record<string, unknown> };
}
interface MockedEngine {
  registerResourceOutputs(request: Outputs, answer: unknown): unknown;
}

/** Mocks hand over type, name and inputs only; parents, options and outputs stand in the messages to the engine. */
function listen(recorded: Map<string, RecordedResource>): void {
  hearRegistrations((registration, urn) => recorded.set(urn, recordedResource(registration)));
  const engine = pulumi.runtime.getMonitor() as unknown as MockedEngine;
  const registerOutputs = engine.registerResourceOutputs.bind(engine);
  engine.registerResourceOutputs = (request, answer) => {
    const resource = recorded.get(request.getUrn());
    if (resource) resource.outputs = plain(request.getOutputs().toJavaScript()).value;
    return registerOutputs(request, answer);
  };
}

function recordedResource(request: Registration): RecordedResource {
  const { value, secrets } = plain(request.getObject().toJavaScript());
  return {
    type: request.getType(),
    name: request.getName(),
    inputs: value,
    secrets,
    parent: labelOf(request.getParent()),
    dependsOn: request.getDependenciesList().map(labelOf).sort(),
    protect: request.getProtect(),
    retainOnDelete: request.getRetainondelete(),
    aliases: request.getAliasesList().map((alias) => alias.getSpec()?.getType() ?? ""),
    provider: providerName(request.getProvider()),
    outputs: {},
  };
}

function labelOf(urn: string): string {
  const { type, name } = typeAndName(urn);
  return type === "" || type === STACK_TYPE ? "" : `${type} ${name}`;
}

/** A provider reference is a URN and an id. */
function providerName(reference: string): string {
  return reference.split("::")[3] ?? "";
}

/** Takes the engine's wrapping off secrets and notes where they were. */
function plain(object: Record<string, unknown>) {
  const secrets: string[] = [];
  const unwrap = (value: unknown, path: string): unknown => {
    if (Array.isArray(value)) return value.map((item, i) => unwrap(item, `${path}[${i}]`));
    if (typeof value !== "object" || value === null) return value;
    const map = value as Record<string, unknown>;
    if (map[SIGNATURE] === SECRET) {
      secrets.push(path);
      return unwrap(map.value, path);
    }
    const entries = Object.entries(map).map(([key, inner]) => [
      key,
      unwrap(inner, path === "" ? key : `${path}.${key}`),
    ]);
    return Object.fromEntries(entries) as Record<string, unknown>;
  };
  return { value: unwrap(object, "") as Record<string, unknown>, secrets };
}
