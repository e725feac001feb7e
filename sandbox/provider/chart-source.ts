import { existsSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { type Json, type JsonObject, stringAt } from "./json";
import { isAsset } from "./secrets";

/** Where a chart is had from. */
export type ChartSource =
  | { kind: "local"; path: string }
  /** A package at an address of its own, in an OCI registry, or by the name of a repository that the user's helm knows. */
  | { kind: "reference"; reference: string; options: PullOptions }
  | { kind: "repository"; name: string; url: string; options: PullOptions };

export interface PullOptions {
  version?: string;
  devel: boolean;
  verify: boolean;
  plainHttp: boolean;
  keyring?: string;
  username?: string;
  password?: string;
  /** Text of a PEM file or its path. */
  caFile?: string;
  certFile?: string;
  keyFile?: string;
}

/** Reads the inputs that `helm.v3.Release` and `helm.v4.Chart` have in common. */
export function chartSource(inputs: JsonObject): ChartSource {
  const chart = stringAt(inputs, "chart");
  if (chart === undefined) {
    throw new Error("chart must name a chart: a folder, a package, oci://…, or a name with a repo");
  }
  const options = pullOptions(inputs);
  const url = stringAt(inputs, "repositoryOpts", "repo")?.replace(/\/+$/, "");
  if (url?.startsWith("oci://") === true) {
    return { kind: "reference", reference: `${url}/${chart}`, options };
  }
  if (url !== undefined) return { kind: "repository", name: chart, url, options };
  if (existsSync(chart)) return { kind: "local", path: resolve(chart) };
  if (isAbsolute(chart) || chart.startsWith(".")) {
    throw new Error(
      `there is no chart at ${chart}: correct the path, or give a chart's name with repositoryOpts.repo`,
    );
  }
  return { kind: "reference", reference: chart, options };
}

/** `web 1.2.0 of https://charts.example`, for messages. */
export function describeSource(source: ChartSource): string {
  if (source.kind === "local") return `the chart ${source.path}`;
  const { version } = source.options;
  const name = source.kind === "repository" ? source.name : source.reference;
  const from = source.kind === "repository" ? ` of ${source.url}` : "";
  return `the chart ${name}${version === undefined ? "" : ` ${version}`}${from}`;
}

function pullOptions(inputs: JsonObject): PullOptions {
  const given = (key: string) => {
    const value = inputs.repositoryOpts;
    return value === undefined ? undefined : stringAt(value, key);
  };
  return {
    version: stringAt(inputs, "version"),
    devel: inputs.devel === true,
    verify: inputs.verify === true,
    plainHttp: inputs.plainHttp === true,
    keyring: textOrPath(inputs.keyring),
    username: given("username"),
    password: given("password"),
    caFile: file(inputs, "caFile"),
    certFile: file(inputs, "certFile"),
    keyFile: file(inputs, "keyFile"),
  };
}

/** A path for `helm.v3.Release`, an asset for `helm.v4.Chart`. */
function file(inputs: JsonObject, key: string): string | undefined {
  const options = inputs.repositoryOpts;
  if (options === undefined) return undefined;
  return stringAt(options, key) ?? textOrPath((options as JsonObject)[key]);
}

function textOrPath(value: Json | undefined): string | undefined {
  if (typeof value === "string" && value !== "") return value;
  if (!isAsset(value)) return undefined;
  return stringAt(value, "text") ?? stringAt(value, "path");
}
