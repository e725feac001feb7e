import { chartChecksum } from "./chart-checksum";
import { ChartStore } from "./chart-store";
import { chartSource } from "./chart-source";
import { type Difference, noDifference, propertyChanges } from "./diff";
import type { EngineLog } from "./engine-log";
import { releaseName, releaseNamespace, upgradeArgs } from "./helm-args";
import { type HelmCli, HelmFiles } from "./helm-cli";
import { chartName, chartVersion, HelmRecords, releaseStatus } from "./helm-records";
import { renderChart } from "./helm-template";
import { valueFiles } from "./helm-values";
import { type JsonObject, stringAt } from "./json";
import { randomSuffix } from "./naming";
import { ReleaseWatch } from "./release-watch";
import * as rpc from "./rpc";
import { containsUnknown, redact, secretObjectLike, unknown, unwrapObject } from "./secrets";
import type { Session, Sessions } from "./session";
import { objectId, parseObjectId, parseUrn, urnHash } from "./urn";
import { DEFAULT_TIMEOUT_S } from "./wait";

/** `helm.v3.Release` through the helm program: a release that `helm list` knows, not only its objects. */
export class HelmReleaseLife implements rpc.ResourceLife {
  private readonly records: HelmRecords;

  constructor(
    private readonly sessions: Sessions,
    private readonly helm: HelmCli,
    private readonly charts: ChartStore,
    private readonly log: EngineLog,
  ) {
    this.records = new HelmRecords(helm);
  }

  async check(request: rpc.CheckRequest, context: rpc.CallContext): Promise<rpc.CheckResult> {
    const session = this.sessions.of(context);
    const { name } = parseUrn(request.urn);
    const before = stringAt(request.olds, "name");
    const generated =
      before ?? request.proposedName ?? `${name}-${randomSuffix({ ...request, name })}`;
    const inputs: JsonObject = {
      ...request.news,
      name: request.news.name ?? generated,
      namespace: request.news.namespace ?? session.namespace,
    };
    if (containsUnknown(inputs)) {
      const { checksum } = request.olds;
      return { inputs: checksum === undefined ? inputs : { ...inputs, checksum } };
    }
    return this.checked(session, inputs);
  }

  diff(request: rpc.DiffRequest): Promise<Difference> {
    const changes = propertyChanges(
      unwrapObject(request.oldInputs),
      unwrapObject(request.news),
    ).map((change) => ({
      ...change,
      replace: change.path[0] === "name" || change.path[0] === "namespace",
    }));
    const replaces = changes.filter((change) => change.replace).map(({ path }) => String(path[0]));
    return Promise.resolve({ ...noDifference, changes, replaces });
  }

  async create(request: rpc.CreateRequest, context: rpc.CallContext): Promise<rpc.Created> {
    if (request.preview) return { id: "", outputs: { ...request.inputs, status: unknown } };
    const session = this.sessions.of(context);
    await this.records.refuseOthers(session, unwrapObject(request.inputs), request.urn);
    return this.upgrade(session, request, context);
  }

  async update(request: rpc.UpdateRequest, context: rpc.CallContext): Promise<JsonObject> {
    if (request.preview) return { ...request.inputs, status: unknown };
    const session = this.sessions.of(context);
    await this.records.refuseUnfinished(session, unwrapObject(request.inputs));
    return (await this.upgrade(session, request, context)).outputs;
  }

  async delete(request: rpc.DeleteRequest, context: rpc.CallContext): Promise<void> {
    const session = this.sessions.of(context);
    const { namespace, name } = parseObjectId(request.id);
    const seconds = request.timeout ?? DEFAULT_TIMEOUT_S;
    const args = ["uninstall", name, "--namespace", namespace ?? "default", "--ignore-not-found"];
    await HelmFiles.use((files) =>
      this.helm.onCluster(session, [...args, "--wait", "--timeout", `${seconds}s`], files),
    );
  }

  async read(
    request: rpc.ReadRequest,
    context: rpc.CallContext,
  ): Promise<rpc.ReadResult | undefined> {
    const session = this.sessions.of(context);
    const { namespace, name } = parseObjectId(request.id);
    const place = { name, namespace: namespace ?? "default" };
    const release = await this.records.find(session, place);
    if (release === undefined) return undefined;
    const isImport = Object.keys(request.oldInputs).length === 0;
    const inputs = isImport
      ? { ...place, chart: chartName(release), version: chartVersion(release) }
      : request.oldInputs;
    return { id: request.id, outputs: { ...inputs, status: releaseStatus(release) }, inputs };
  }

  /** As the official provider, a preview needs the chart, but no cluster. */
  private async checked(session: Session, inputs: JsonObject): Promise<rpc.CheckResult> {
    const plain = unwrapObject(inputs);
    try {
      const source = chartSource(plain);
      const chart = await this.charts.locate(plain);
      const options = { lookups: false, hooks: true, crds: true };
      await renderChart(this.helm, session, { inputs: plain, chart }, options);
      // A chart in a folder may change while its version stays.
      if (source.kind !== "local") return { inputs };
      return { inputs: { ...inputs, checksum: await chartChecksum(chart) } };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { inputs, failures: [{ property: "", reason: redact(message, inputs) }] };
    }
  }

  private async upgrade(
    session: Session,
    request: rpc.CreateRequest,
    context: rpc.CallContext,
  ): Promise<rpc.Created> {
    const { inputs, urn } = request;
    const plain = unwrapObject(inputs);
    const id = objectId(releaseNamespace(plain), releaseName(plain));
    const failure = await this.install(session, request, context).then(
      () => undefined,
      (error: unknown) => error,
    );
    const release = await this.records.find(session, plain);
    if (failure !== undefined) {
      const message = failure instanceof Error ? failure.message : "helm failed";
      const reason = redact(`Helm release ${id}: ${message}`, inputs);
      // A release that helm has on record must stay in the state, or nothing would ever remove it.
      if (release === undefined) throw new Error(reason);
      throw new rpc.InitFailed(id, { ...inputs, status: releaseStatus(release) }, inputs, [reason]);
    }
    this.log.progress(context, urn, "");
    return {
      id,
      outputs: secretObjectLike({ ...plain, status: releaseStatus(release ?? {}) }, inputs),
    };
  }

  /** Runs helm, tells meanwhile what it waits for, and says at its failure what was not ready. */
  private async install(
    session: Session,
    request: rpc.CreateRequest,
    context: rpc.CallContext,
  ): Promise<void> {
    const plain = unwrapObject(request.inputs);
    const place = { name: releaseName(plain), namespace: releaseNamespace(plain) };
    const chart = await this.charts.locate(plain);
    const watch = new ReleaseWatch(session, place, (line) => {
      this.log.progress(context, request.urn, `${objectId(place.namespace, place.name)}: ${line}`);
    });
    const ended = new AbortController();
    const watching = watch.run(ended.signal);
    try {
      await HelmFiles.use(async (files) => {
        const values = await valueFiles(plain, files);
        const owner = urnHash(request.urn);
        const args = upgradeArgs(plain, { chart, values }, owner, request.timeout);
        await this.helm.onCluster(session, args, files, { signal: this.sessions.signal(context) });
      });
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      throw new Error([said, ...watch.problems()].join("\n  "), { cause: error });
    } finally {
      ended.abort();
      await watching;
    }
  }
}
