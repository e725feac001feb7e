import { existsSync } from "node:fs";
import { type Difference, noDifference, propertyChanges } from "./diff";
import { HelmCli, HelmError, HelmFiles } from "./helm-cli";
import { OWNER_LABEL, releaseName, releaseNamespace, templateArgs, upgradeArgs } from "./helm-args";
import { type Json, type JsonObject, listAt, objectAt, parseJson, stringAt } from "./json";
import { randomSuffix } from "./naming";
import * as rpc from "./rpc";
import {
  containsUnknown,
  isAsset,
  redact,
  secretObjectLike,
  unknown,
  unwrapObject,
} from "./secrets";
import type { Session, Sessions } from "./session";
import { objectId, parseObjectId, parseUrn, urnHash } from "./urn";
import { DEFAULT_TIMEOUT_S } from "./wait";

/** `helm.v3.Release` through the helm program: a release that `helm list` knows, not only its objects. */
export class HelmReleaseLife implements rpc.ResourceLife {
  private readonly helm: HelmCli;

  constructor(
    private readonly sessions: Sessions,
    program?: string,
  ) {
    this.helm = new HelmCli(program);
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
    const chart = stringAt(inputs, "chart");
    // A chart that must be downloaded is helm's to judge when it is installed: a preview needs no network.
    if (chart === undefined || !existsSync(chart) || containsUnknown(inputs)) return { inputs };
    return { inputs, failures: await this.templateFailures(session, inputs) };
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
    const plain = unwrapObject(request.inputs);
    await this.clearTheWay(session, plain, request.urn);
    return this.upgrade(session, request, this.sessions.signal(context));
  }

  async update(request: rpc.UpdateRequest, context: rpc.CallContext): Promise<JsonObject> {
    if (request.preview) return { ...request.inputs, status: unknown };
    const session = this.sessions.of(context);
    await this.unlock(session, unwrapObject(request.inputs));
    return (await this.upgrade(session, request, this.sessions.signal(context))).outputs;
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
    const release = await this.find(session, place);
    if (release === undefined) return undefined;
    const isImport = Object.keys(request.oldInputs).length === 0;
    const inputs = isImport
      ? { ...place, chart: chartName(release), version: chartVersion(release) }
      : request.oldInputs;
    return { id: request.id, outputs: { ...inputs, status: status(release) }, inputs };
  }

  private async upgrade(
    session: Session,
    request: rpc.CreateRequest,
    signal: AbortSignal,
  ): Promise<rpc.Created> {
    const { inputs, urn } = request;
    const plain = unwrapObject(inputs);
    const id = objectId(releaseNamespace(plain), releaseName(plain));
    const failure = await this.withValues(plain, async (values, files) => {
      const args = upgradeArgs(plain, { values }, urnHash(urn), request.timeout);
      await this.helm.onCluster(session, args, files, signal);
    }).then(
      () => undefined,
      (error: unknown) => error,
    );
    const release = await this.find(session, plain);
    if (failure !== undefined) {
      const message = failure instanceof Error ? failure.message : "helm failed";
      const reason = redact(`Helm release ${id}: ${message}`, inputs);
      // A release that helm has on record must stay in the state, or nothing would ever remove it.
      if (release === undefined) throw new Error(reason);
      throw new rpc.InitFailed(id, { ...inputs, status: status(release) }, inputs, [reason]);
    }
    return {
      id,
      outputs: secretObjectLike({ ...plain, status: status(release ?? {}) }, inputs),
    };
  }

  /** A release of this name must be none, or one that this resource's interrupted run has left. */
  private async clearTheWay(session: Session, inputs: JsonObject, urn: string): Promise<void> {
    const release = await this.find(session, inputs);
    if (release === undefined) return;
    const owned = await this.find(session, inputs, `${OWNER_LABEL}=${urnHash(urn)}`);
    const id = objectId(releaseNamespace(inputs), releaseName(inputs));
    if (owned === undefined) {
      throw new Error(
        `the Helm release ${id} already exists and was not made by this resource: uninstall it, choose another name, ` +
          `or take it over with the resource option import: "${id}"`,
      );
    }
    await this.unlock(session, inputs);
  }

  /** helm refuses a release whose last operation was killed: "another operation is in progress". */
  private async unlock(session: Session, inputs: JsonObject): Promise<void> {
    const state = stringAt(await this.find(session, inputs), "status") ?? "";
    if (!state.startsWith("pending-")) return;
    const place = [releaseName(inputs), "--namespace", releaseNamespace(inputs)];
    const command = state === "pending-install" ? "uninstall" : "rollback";
    await HelmFiles.use((files) => this.helm.onCluster(session, [command, ...place], files));
  }

  private async find(
    session: Session,
    inputs: JsonObject,
    selector?: string,
  ): Promise<JsonObject | undefined> {
    const args = ["list", "--all", "--namespace", releaseNamespace(inputs), "--output", "json"];
    const filter = ["--filter", `^${releaseName(inputs)}$`];
    const labelled = selector === undefined ? [] : ["--selector", selector];
    const listed = await HelmFiles.use((files) =>
      this.helm.onCluster(session, [...args, ...filter, ...labelled], files),
    );
    const [release] = listAt({ releases: parseJson(listed) }, "releases");
    return release === undefined ? undefined : objectAt({ release }, "release");
  }

  private async templateFailures(
    session: Session,
    inputs: JsonObject,
  ): Promise<rpc.CheckFailure[]> {
    const plain = unwrapObject(inputs);
    const version = await session.api.cluster.request({ method: "GET", path: "/version" });
    try {
      await this.withValues(plain, async (values) => {
        await this.helm.run(templateArgs(plain, { values }, stringAt(version, "gitVersion") ?? ""));
      });
      return [];
    } catch (error) {
      if (!(error instanceof HelmError)) throw error;
      return [{ property: "", reason: redact(error.message, inputs) }];
    }
  }

  private withValues<Result>(
    inputs: JsonObject,
    body: (values: string[], files: HelmFiles) => Promise<Result>,
  ): Promise<Result> {
    return HelmFiles.use(async (files) => {
      const values: string[] = [];
      for (const [index, asset] of listAt(inputs, "valueYamlFiles").entries()) {
        values.push(await valueFile(files, asset, index));
      }
      // JSON is YAML, and null stays null: charts are told to drop a default with it.
      const text = JSON.stringify(objectAt(inputs, "values"));
      return body([...values, await files.write("values.json", text)], files);
    });
  }
}

function valueFile(files: HelmFiles, asset: Json, index: number): Promise<string> {
  const text = isAsset(asset) ? stringAt(asset, "text") : undefined;
  if (text !== undefined) return files.write(`values-${index}.yaml`, text);
  const path = stringAt(asset, "path");
  if (path !== undefined) return Promise.resolve(path);
  throw new Error(
    `valueYamlFiles[${index}] must be a pulumi.asset.FileAsset or StringAsset: other sources are not read`,
  );
}

function status(release: JsonObject): JsonObject {
  return {
    name: stringAt(release, "name") ?? "",
    namespace: stringAt(release, "namespace") ?? "",
    revision: Number(release.revision ?? 0),
    status: stringAt(release, "status") ?? "",
    chart: chartName(release),
    version: chartVersion(release),
    appVersion: stringAt(release, "app_version") ?? "",
  };
}

/** helm lists chart and version as one text: `loki-distributed-0.80.1`. */
function chartName(release: JsonObject): string {
  return (stringAt(release, "chart") ?? "").replace(/-v?\d+\.\d+\.\d+.*$/, "");
}

function chartVersion(release: JsonObject): string {
  return (stringAt(release, "chart") ?? "").slice(chartName(release).length + 1);
}
