import type { ConstructRequest, ConstructResponse } from "@pulumi/pulumi/proto/provider_pb";
import type { Difference } from "./diff";
import type { JsonObject } from "./json";

/** What one call of the engine has in common with every other. */
export interface CallContext {
  /** Which provider instance calls: the engine opens a connection for each. */
  peer: string;
  /** Aborted when the engine cancels the call, or goes away. */
  signal: AbortSignal;
}

export interface CheckFailure {
  /** Where, as a property path; empty for the whole resource. */
  property: string;
  reason: string;
}

export interface CheckRequest {
  urn: string;
  olds: JsonObject;
  news: JsonObject;
  seed: Uint8Array;
  proposedName?: string;
}

export interface CheckResult {
  inputs: JsonObject;
  failures?: CheckFailure[];
}

export interface DiffRequest {
  id: string;
  urn: string;
  /** The outputs in the state. */
  state: JsonObject;
  oldInputs: JsonObject;
  news: JsonObject;
}

export interface CreateRequest {
  urn: string;
  inputs: JsonObject;
  preview: boolean;
  /** Seconds, from `customTimeouts`. */
  timeout?: number;
}

export interface UpdateRequest extends CreateRequest {
  id: string;
  state: JsonObject;
  oldInputs: JsonObject;
}

export interface DeleteRequest {
  id: string;
  urn: string;
  state: JsonObject;
  oldInputs: JsonObject;
  timeout?: number;
}

export interface ReadRequest {
  id: string;
  urn: string;
  state: JsonObject;
  /** Empty for an import. */
  oldInputs: JsonObject;
}

export interface Created {
  id: string;
  outputs: JsonObject;
}

export interface ReadResult extends Created {
  inputs: JsonObject;
}

/** The life of one kind of resource. All values keep the engine's marks for secrets and unknowns. */
export interface ResourceLife {
  check(request: CheckRequest, context: CallContext): Promise<CheckResult>;
  diff(request: DiffRequest, context: CallContext): Promise<Difference>;
  create(request: CreateRequest, context: CallContext): Promise<Created>;
  update(request: UpdateRequest, context: CallContext): Promise<JsonObject>;
  delete(request: DeleteRequest, context: CallContext): Promise<void>;
  /** undefined: it is gone. */
  read(request: ReadRequest, context: CallContext): Promise<ReadResult | undefined>;
}

/** A provider: what is served on one port. */
export interface Provider extends ResourceLife {
  /** An engine says at which address it takes logs. */
  attach?(engine: string, context: CallContext): void;
  configure(args: JsonObject, context: CallContext): Promise<void>;
  cancel(context: CallContext): void;
  /** Makes a component with its children; where it is missing, none is served. */
  construct?(request: ConstructRequest, context: CallContext): Promise<ConstructResponse>;
}

/** The object exists, so it must stay in the state, but it is not what it should be. */
export class InitFailed extends Error {
  constructor(
    readonly id: string,
    readonly outputs: JsonObject,
    readonly inputs: JsonObject,
    readonly reasons: readonly string[],
  ) {
    super(reasons.join("; "));
    this.name = "InitFailed";
  }
}
