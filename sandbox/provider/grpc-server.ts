import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { type PluginAttach, PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Difference, PropertyChange } from "./diff";
import { formatPath } from "./diff";
import { grpcError, notServed } from "./grpc-error";
import type { CallContext, CheckResult, Created, Provider } from "./rpc";
import { fromStruct, toStruct } from "./struct";

/** Large charts' values and CRDs pass the library's limit of 4 MB. */
const MESSAGE_LIMIT = 400 * 1024 * 1024;

export interface ListeningProvider {
  port: number;
  stop(): void;
}

/** Serves a provider to Pulumi engines on a free loopback port. */
export async function serveProvider(
  provider: Provider,
  version: string,
): Promise<ListeningProvider> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": MESSAGE_LIMIT,
    "grpc.max_send_message_length": MESSAGE_LIMIT,
  });
  server.addService(ResourceProviderService, handlers(provider, version));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    port,
    stop: () => {
      server.forceShutdown();
    },
  };
}

/**
 * The engine's protocol itself and not the SDK's `main(provider)`: that one drops what we need to answer well, namely previews, timeouts,
 * detailed differences, old inputs and cancellation.
 */
function handlers(provider: Provider, version: string): grpc.UntypedServiceImplementation {
  return {
    handshake: unary((request: proto.ProviderHandshakeRequest, context) => {
      provider.attach?.(request.getEngineAddress(), context);
      return Promise.resolve(handshake());
    }),
    attach: unary((request: PluginAttach, context) => {
      provider.attach?.(request.getAddress(), context);
      return Promise.resolve(new Empty());
    }),
    getPluginInfo: unary(() => Promise.resolve(new PluginInfo().setVersion(version))),
    getSchema: unary(() => Promise.resolve(new proto.GetSchemaResponse().setSchema("{}"))),
    getMapping: unary(() => Promise.resolve(new proto.GetMappingResponse())),
    getMappings: unary(() => Promise.resolve(new proto.GetMappingsResponse())),
    checkConfig: unary((request: proto.CheckRequest) =>
      Promise.resolve(new proto.CheckResponse().setInputs(request.getNews())),
    ),
    // A changed kubeconfig is taken up by the next configure; it never replaces what is deployed.
    diffConfig: unary(() => Promise.resolve(new proto.DiffResponse())),
    configure: unary(async (request: proto.ConfigureRequest, context) => {
      await provider.configure(fromStruct(request.getArgs()), context);
      return new proto.ConfigureResponse()
        .setAcceptsecrets(true)
        .setSupportspreview(true)
        .setSupportsAutonamingConfiguration(true);
    }),
    cancel: unary((_: Empty, context) => {
      provider.cancel(context);
      return Promise.resolve(new Empty());
    }),
    check: unary(async (request: proto.CheckRequest, context) =>
      checkResponse(
        await provider.check(
          {
            urn: request.getUrn(),
            olds: fromStruct(request.getOlds()),
            news: fromStruct(request.getNews()),
            seed: request.getRandomseed_asU8(),
            proposedName: request.getAutonaming()?.getProposedName() || undefined,
          },
          context,
        ),
      ),
    ),
    diff: unary(async (request: proto.DiffRequest, context) =>
      diffResponse(
        await provider.diff(
          {
            id: request.getId(),
            urn: request.getUrn(),
            state: fromStruct(request.getOlds()),
            oldInputs: fromStruct(request.getOldInputs()),
            news: fromStruct(request.getNews()),
          },
          context,
        ),
      ),
    ),
    create: unary(async (request: proto.CreateRequest, context) =>
      createResponse(
        await provider.create(
          {
            urn: request.getUrn(),
            inputs: fromStruct(request.getProperties()),
            preview: request.getPreview(),
            timeout: request.getTimeout() || undefined,
          },
          context,
        ),
      ),
    ),
    update: unary(async (request: proto.UpdateRequest, context) =>
      new proto.UpdateResponse().setProperties(
        toStruct(
          await provider.update(
            {
              id: request.getId(),
              urn: request.getUrn(),
              state: fromStruct(request.getOlds()),
              oldInputs: fromStruct(request.getOldInputs()),
              inputs: fromStruct(request.getNews()),
              preview: request.getPreview(),
              timeout: request.getTimeout() || undefined,
            },
            context,
          ),
        ),
      ),
    ),
    delete: unary(async (request: proto.DeleteRequest, context) => {
      await provider.delete(
        {
          id: request.getId(),
          urn: request.getUrn(),
          state: fromStruct(request.getProperties()),
          oldInputs: fromStruct(request.getOldInputs()),
          timeout: request.getTimeout() || undefined,
        },
        context,
      );
      return new Empty();
    }),
    read: unary(async (request: proto.ReadRequest, context) => {
      const found = await provider.read(
        {
          id: request.getId(),
          urn: request.getUrn(),
          state: fromStruct(request.getProperties()),
          oldInputs: fromStruct(request.getInputs()),
        },
        context,
      );
      if (found === undefined) return new proto.ReadResponse();
      return new proto.ReadResponse()
        .setId(found.id)
        .setProperties(toStruct(found.outputs))
        .setInputs(toStruct(found.inputs));
    }),
    invoke: unary((request: proto.InvokeRequest) =>
      Promise.reject(notServed(`the function ${request.getTok()}`)),
    ),
    call: unary((request: proto.CallRequest) =>
      Promise.reject(notServed(`the method ${request.getTok()}`)),
    ),
    construct: unary((request: proto.ConstructRequest, context) => {
      const served = provider.construct?.(request, context);
      return served ?? Promise.reject(notServed(`the component ${request.getType()}`));
    }),
    parameterize: unary(() => Promise.reject(notServed("parameterized packages"))),
    list: (call: grpc.ServerWritableStream<proto.ListRequest, proto.ListResponse>) => {
      call.destroy(notServed("listing"));
    },
  };
}

/** One request, one response; aborted when the engine cancels the call or its process is gone. */
function unary<Request, Response>(
  handle: (request: Request, context: CallContext) => Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    const abort = new AbortController();
    call.on("cancelled", () => {
      abort.abort(new Error("the engine cancelled the operation"));
    });
    handle(call.request, { peer: call.getPeer(), signal: abort.signal }).then(
      (response) => {
        callback(null, response);
      },
      (error: unknown) => {
        callback(grpcError(error));
      },
    );
  };
}

function handshake(): proto.ProviderHandshakeResponse {
  return new proto.ProviderHandshakeResponse()
    .setAcceptSecrets(true)
    .setSupportsAutonamingConfiguration(true);
}

function checkResponse(result: CheckResult): proto.CheckResponse {
  const failures = (result.failures ?? []).map((failure) =>
    new proto.CheckFailure().setProperty(failure.property).setReason(failure.reason),
  );
  return new proto.CheckResponse().setInputs(toStruct(result.inputs)).setFailuresList(failures);
}

function createResponse(created: Created): proto.CreateResponse {
  return new proto.CreateResponse().setId(created.id).setProperties(toStruct(created.outputs));
}

function diffResponse(difference: Difference): proto.DiffResponse {
  const { changes, replaces, deleteBeforeReplace } = difference;
  const response = new proto.DiffResponse()
    .setChanges(
      changes.length === 0
        ? proto.DiffResponse.DiffChanges.DIFF_NONE
        : proto.DiffResponse.DiffChanges.DIFF_SOME,
    )
    .setReplacesList(replaces)
    .setDiffsList([...new Set(changes.map((change) => String(change.path[0])))])
    .setDeletebeforereplace(deleteBeforeReplace)
    .setHasdetaileddiff(true);
  for (const change of changes) {
    const detail = new proto.PropertyDiff().setKind(diffKind(change)).setInputdiff(true);
    response.getDetaileddiffMap().set(formatPath(change.path), detail);
  }
  return response;
}

function diffKind({ change, replace }: PropertyChange): proto.PropertyDiff.Kind {
  const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } =
    proto.PropertyDiff.Kind;
  if (change === "add") return replace ? ADD_REPLACE : ADD;
  if (change === "delete") return replace ? DELETE_REPLACE : DELETE;
  return replace ? UPDATE_REPLACE : UPDATE;
}
