import * as settings from "@pulumi/pulumi/runtime/settings";

/**
 * Gives each operation of the engine connections of its own.
 *
 * A program that ends in an error leaves its connections behind, which go on knocking at ports where nobody listens
 * any more. Connections of one address are shared in a process: an operation whose engine gets such a port would fail
 * at once, before the program registers anything, and the engine would take that for a program without resources and
 * delete everything.
 */
export function separateConnections(): void {
  Object.assign(clientOptions(), { "grpc.use_local_subchannel_pool": 1 });
}

/** What the runtime opens every connection with. Boundary: it is exported, but not declared. */
export function clientOptions(): object {
  const { grpcClientOptions } = settings as unknown as { grpcClientOptions?: object };
  if (!grpcClientOptions)
    throw new Error("@pulumi/pulumi has no runtime/settings.grpcClientOptions any more");
  return grpcClientOptions;
}
