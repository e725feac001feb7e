import { credentials, type ServiceError } from "@grpc/grpc-js";
import type { ConstructRequest } from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb";
import {
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
  type RegisterResourceResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import { fromStruct, toStruct } from "./struct";
import type { JsonObject } from "./json";

export interface Child {
  type: string;
  name: string;
  inputs: JsonObject;
  /** URNs of what must be there first. */
  dependsOn: readonly string[];
  retainOnDelete: boolean;
}

export interface Registered {
  urn: string;
  id: string;
  outputs: JsonObject;
}

/** How a component registers itself and its children with the engine that asked for it. */
export class ComponentMonitor {
  private readonly client: ResourceMonitorClient;

  constructor(
    private readonly request: ConstructRequest,
    private readonly version: string,
  ) {
    this.client = new ResourceMonitorClient(
      request.getMonitorendpoint(),
      credentials.createInsecure(),
    );
  }

  /** The component itself, with the options that the program gave it. */
  async component(): Promise<string> {
    const { request } = this;
    const registration = new RegisterResourceRequest()
      .setType(request.getType())
      .setName(request.getName())
      .setParent(request.getParent())
      .setDependenciesList(request.getDependenciesList())
      .setAliasesList(request.getAliasesList())
      .setAliasspecs(true)
      .setAcceptsecrets(true)
      .setAcceptresources(true);
    this.inherit(registration);
    return (await this.register(registration)).getUrn();
  }

  async child(parent: string, child: Child): Promise<Registered> {
    const provider = this.request.getProvidersMap().get("kubernetes");
    const registration = new RegisterResourceRequest()
      .setType(child.type)
      .setName(child.name)
      .setParent(parent)
      .setCustom(true)
      .setObject(toStruct(child.inputs))
      .setDependenciesList([...child.dependsOn])
      // Of several default providers, the one that the program's own objects have.
      .setVersion(this.version)
      .setAcceptsecrets(true)
      .setAcceptresources(true)
      .setSupportspartialvalues(true)
      .setAliasspecs(true);
    this.inherit(registration);
    if (child.retainOnDelete) registration.setRetainondelete(true);
    if (provider !== undefined) registration.setProvider(provider);
    const answer = await this.register(registration);
    return { urn: answer.getUrn(), id: answer.getId(), outputs: fromStruct(answer.getObject()) };
  }

  async outputs(urn: string, outputs: JsonObject): Promise<void> {
    const message = new RegisterResourceOutputsRequest().setUrn(urn).setOutputs(toStruct(outputs));
    await new Promise<void>((resolve, reject) => {
      this.client.registerResourceOutputs(message, (error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
  }

  close(): void {
    this.client.close();
  }

  /** Options that hold for a component and all in it. */
  private inherit(registration: RegisterResourceRequest): void {
    const { request } = this;
    if (request.hasProtect()) registration.setProtect(request.getProtect() === true);
    if (request.hasRetainondelete()) {
      registration.setRetainondelete(request.getRetainondelete() === true);
    }
    registration.setDeletedwith(request.getDeletedwith());
    const timeouts = request.getCustomtimeouts();
    if (timeouts === undefined) return;
    registration.setCustomtimeouts(
      new RegisterResourceRequest.CustomTimeouts()
        .setCreate(timeouts.getCreate())
        .setUpdate(timeouts.getUpdate())
        .setDelete(timeouts.getDelete()),
    );
  }

  private register(request: RegisterResourceRequest): Promise<RegisterResourceResponse> {
    return new Promise((resolve, reject) => {
      this.client.registerResource(request, (error: ServiceError | null, response) => {
        if (error === null) resolve(response);
        else reject(error);
      });
    });
  }
}
