import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { CallContext } from "./rpc";

/** The engine's log, in which a provider tells what is going on at a resource. */
export class EngineLog {
  private readonly byPeer = new Map<string, EngineClient>();
  private last: EngineClient | undefined;

  /** An engine says where it listens when it attaches itself. */
  attach(address: string, { peer }: CallContext): void {
    this.last = new EngineClient(address, grpc.credentials.createInsecure());
    this.byPeer.set(peer, this.last);
  }

  /** What is of interest for as long as the operation runs. */
  progress(context: CallContext, urn: string, message: string): void {
    this.send(context, urn, message, LogSeverity.INFO, true);
  }

  warn(context: CallContext, urn: string, message: string): void {
    this.send(context, urn, message, LogSeverity.WARNING, false);
  }

  private send(
    { peer }: CallContext,
    urn: string,
    message: string,
    severity: LogSeverity,
    ephemeral: boolean,
  ): void {
    const request = new LogRequest().setUrn(urn).setMessage(message);
    request.setSeverity(severity).setEphemeral(ephemeral);
    // An engine that is gone has nobody to tell.
    (this.byPeer.get(peer) ?? this.last)?.log(request, () => undefined);
  }
}
