import { join } from "node:path";
import type { ConstructRequest, ConstructResponse } from "@pulumi/pulumi/proto/provider_pb";
import { cacheFolder } from "../cache-folder";
import { ChartStore } from "./chart-store";
import type { Difference } from "./diff";
import { EngineLog } from "./engine-log";
import { HelmCli } from "./helm-cli";
import { HelmChartComponent } from "./helm-chart";
import { HelmReleaseLife } from "./helm-release";
import type { JsonObject } from "./json";
import { notServed } from "./grpc-error";
import { ObjectLife } from "./object-life";
import { PatchLife } from "./patch-life";
import type * as rpc from "./rpc";
import { type SessionDefaults, Sessions } from "./session";
import { objectKind, parseUrn } from "./urn";

export interface KubernetesOptions extends SessionDefaults {
  /** The helm program; by default PULUMI_LGTM_HELM, or one that is found or built when it is needed. */
  helm?: string;
  /** Where pulled charts are kept; by default beside the built programs. */
  chartCache?: string;
}

/** The `kubernetes` provider: finds out what kind of life a resource has, and hands the request on. */
export class KubernetesProvider implements rpc.Provider {
  private readonly sessions: Sessions;
  private readonly objects: ObjectLife;
  private readonly patches: PatchLife;
  private readonly releases: HelmReleaseLife;
  private readonly charts: HelmChartComponent;
  private readonly log = new EngineLog();

  constructor(defaults: KubernetesOptions, version: string) {
    this.sessions = new Sessions(defaults);
    this.objects = new ObjectLife(this.sessions);
    this.patches = new PatchLife(this.sessions);
    const helm = new HelmCli(defaults.helm);
    const charts = new ChartStore(helm, defaults.chartCache ?? join(cacheFolder(), "charts"));
    this.releases = new HelmReleaseLife(this.sessions, helm, charts, this.log);
    this.charts = new HelmChartComponent(this.sessions, helm, charts, this.log, version);
  }

  attach(engine: string, context: rpc.CallContext): void {
    this.log.attach(engine, context);
  }

  configure(args: JsonObject, { peer }: rpc.CallContext): Promise<void> {
    this.sessions.configure(args, peer);
    return Promise.resolve();
  }

  cancel(context: rpc.CallContext): void {
    this.sessions.cancel(context);
  }

  async check(request: rpc.CheckRequest, context: rpc.CallContext): Promise<rpc.CheckResult> {
    return this.life(request.urn).check(request, context);
  }

  async diff(request: rpc.DiffRequest, context: rpc.CallContext): Promise<Difference> {
    return this.life(request.urn).diff(request, context);
  }

  async create(request: rpc.CreateRequest, context: rpc.CallContext): Promise<rpc.Created> {
    return this.life(request.urn).create(request, context);
  }

  async update(request: rpc.UpdateRequest, context: rpc.CallContext): Promise<JsonObject> {
    return this.life(request.urn).update(request, context);
  }

  async delete(request: rpc.DeleteRequest, context: rpc.CallContext): Promise<void> {
    return this.life(request.urn).delete(request, context);
  }

  async read(
    request: rpc.ReadRequest,
    context: rpc.CallContext,
  ): Promise<rpc.ReadResult | undefined> {
    return this.life(request.urn).read(request, context);
  }

  construct(request: ConstructRequest, context: rpc.CallContext): Promise<ConstructResponse> {
    const type = request.getType();
    if (type === "kubernetes:helm.sh/v4:Chart") return this.charts.construct(request, context);
    return Promise.reject(notServed(`the component ${type}`));
  }

  private life(urn: string): rpc.ResourceLife {
    const { type } = parseUrn(urn);
    if (type === "kubernetes:helm.sh/v3:Release") return this.releases;
    if (/^kubernetes:(helm\.sh|yaml|kustomize)(\/|:)/.test(type) || /:\w+List$/.test(type)) {
      throw notServed(type);
    }
    return objectKind(type).patch ? this.patches : this.objects;
  }
}
