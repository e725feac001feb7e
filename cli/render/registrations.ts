import * as pulumi from "@pulumi/pulumi";

/** A resource as the program tells the engine of it, as far as it is read here. */
export interface Registration {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getAliasesList(): { getSpec(): { getType(): string } | undefined }[];
  getProvider(): string;
  getDependenciesList(): string[];
  getObject(): { toJavaScript(): Record<string, unknown> };
}

type Answer = (error: unknown, response?: { getUrn(): string }) => void;
interface MockedEngine {
  registerResource(request: Registration, answer: Answer): unknown;
}

/**
 * Calls `heard` for each resource of a mocked run once it is registered. Pulumi's mocks hand over type, name and
 * inputs only: parents and options stand in the messages to the engine.
 */
export function hearRegistrations(heard: (registration: Registration, urn: string) => void): void {
  const engine = pulumi.runtime.getMonitor() as unknown as MockedEngine;
  const register = engine.registerResource.bind(engine);
  engine.registerResource = (request, answer) =>
    register(request, (error, response) => {
      if (response) heard(request, response.getUrn());
      answer(error, response);
    });
}
