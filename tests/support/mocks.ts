import * as pulumi from "@pulumi/pulumi";
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

/** The parts of the engine's messages that are read here. */
interface Registration {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getProvider(): string;
  getDependenciesList(): string[];
  getObject(): Struct;
}
interface Outputs {
  getUrn(): string;
  getOutputs(): Struct;
}
interface Struct {
  toJavaScript(): Record<string, unknown>;
}
type Answer = (error: unknown, response?: { getUrn(): string }) => void;
interface MockedEngine {
  registerResource(request: Registration, answer: Answer): unknown;
  registerResourceOutputs(request: Outputs, answer: Answer): unknown;
}

/** Mocks hand over type, name and inputs only; parents, options and outputs stand in the messages to the engine. */
function listen(recorded: Map<string, RecordedResource>): void {
  const engine = pulumi.runtime.getMonitor() as unknown as MockedEngine;
  const register = engine.registerResource.bind(engine);
  const registerOutputs = engine.registerResourceOutputs.bind(engine);
  engine.registerResource = (request, answer) =>
    register(request, (error, response) => {
      if (response) recorded.set(response.getUrn(), recordedResource(request));
      answer(error, response);
    });
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
    parent: typeAndName(request.getParent()),
    dependsOn: request.getDependenciesList().map(typeAndName).sort(),
    protect: request.getProtect(),
    retainOnDelete: request.getRetainondelete(),
    provider: providerName(request.getProvider()),
    outputs: {},
  };
}

function typeAndName(urn: string): string {
  const [, , types = "", name = ""] = urn.split("::");
  const type = types.split("$").at(-1) ?? "";
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
