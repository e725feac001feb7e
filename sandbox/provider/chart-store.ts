import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { ChartIndex } from "./chart-index";
import { explainPull } from "./chart-errors";
import { type ChartSource, chartSource, describeSource, type PullOptions } from "./chart-source";
import type { HelmCli } from "./helm-cli";
import { HelmFiles } from "./helm-cli";
import type { JsonObject } from "./json";
import { reachable } from "./reachable";

/** As long as a large index takes over a slow line. */
const PULL_TIMEOUT_MS = 60_000;

/** By this name helm knows the repository of one pull. */
const REPOSITORY = "source";

/**
 * Charts from anywhere, each pulled once: a preview and the `up` that follows it see the same package, and what was had
 * before is there without a network.
 */
export class ChartStore {
  private readonly running = new Map<string, Promise<string>>();

  constructor(
    private readonly helm: HelmCli,
    private readonly folder: string,
  ) {}

  /** The folder or package to hand to helm. */
  async locate(inputs: JsonObject): Promise<string> {
    const source = chartSource(inputs);
    if (source.kind === "local") return source.path;
    const key = createHash("sha256").update(JSON.stringify(source)).digest("hex").slice(0, 32);
    const known = this.running.get(key);
    if (known !== undefined) return known;
    const pulled = this.cached(source, join(this.folder, key));
    this.running.set(key, pulled);
    // What failed, or may be another chart by now, is asked for again.
    const forget = () => this.running.delete(key);
    pulled.then(isExact(source.options.version) ? () => undefined : forget, forget);
    return pulled;
  }

  private async cached(
    source: Exclude<ChartSource, { kind: "local" }>,
    place: string,
  ): Promise<string> {
    const found = isExact(source.options.version) ? await packageIn(place) : undefined;
    if (found !== undefined) return found;
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const fresh = await mkdtemp(join(this.folder, "pull-"));
    try {
      await this.pull(source, fresh);
      await rm(place, { recursive: true, force: true });
      // Another process that pulled the same meanwhile has put the same there.
      await rename(fresh, place).catch(() => undefined);
    } finally {
      await rm(fresh, { recursive: true, force: true });
    }
    const chart = await packageIn(place);
    if (chart === undefined) throw new Error(`${describeSource(source)} was pulled without a file`);
    return chart;
  }

  private pull(source: Exclude<ChartSource, { kind: "local" }>, into: string): Promise<void> {
    return HelmFiles.use(async (files) => {
      const index = new ChartIndex(join(files.folder, `${REPOSITORY}-index.yaml`));
      try {
        await reachable(source.kind === "repository" ? source.url : source.reference);
        const run = (args: string[]) => this.helm.run(args, { timeoutMs: PULL_TIMEOUT_MS });
        const tls = await tlsArgs(source.options, files);
        const args = ["--destination", into, ...pullArgs(source.options)];
        if (source.kind === "reference") {
          const login = await registryLogin(source.reference, source.options, files);
          await run(["pull", source.reference, ...args, ...tls, ...login]);
          return;
        }
        const config = await repositoryConfig(source.url, source.options, files);
        await run(["repo", "update", "--fail-on-repo-update-fail", ...config]);
        await run(["pull", `${REPOSITORY}/${source.name}`, ...args, ...config]);
        await checkDigest(source, index, into);
      } catch (error) {
        throw explainPull(error, source, index);
      }
    });
  }
}

/** helm itself compares nothing with the digests of an index. */
async function checkDigest(
  source: Extract<ChartSource, { kind: "repository" }>,
  index: ChartIndex,
  folder: string,
): Promise<void> {
  const file = await packageIn(folder);
  if (file === undefined) return;
  const digest = createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
  const wanted = index.digestUnlessNamed(digest, source.name, source.options.version);
  if (wanted === undefined) return;
  throw new Error(
    `the package has the digest ${digest}, its repository's index says ${wanted}: it was changed after it was published`,
  );
}

function pullArgs(options: PullOptions): string[] {
  return [
    ...(options.version === undefined ? [] : ["--version", options.version]),
    ...(options.devel ? ["--devel"] : []),
    ...(options.verify ? ["--verify"] : []),
    ...(options.plainHttp ? ["--plain-http"] : []),
    ...(options.keyring === undefined ? [] : ["--keyring", options.keyring]),
  ];
}

/** In a file, because every user of the machine can read the arguments of a process. */
async function repositoryConfig(
  url: string,
  options: PullOptions,
  files: HelmFiles,
): Promise<string[]> {
  const { username, password } = options;
  const entry = {
    name: REPOSITORY,
    url,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(await tlsFiles(options, files)),
  };
  const text = stringify({ apiVersion: "", repositories: [entry] });
  const file = await files.write("repositories.yaml", text);
  return ["--repository-config", file, "--repository-cache", files.folder];
}

async function registryLogin(
  reference: string,
  { username, password }: PullOptions,
  files: HelmFiles,
): Promise<string[]> {
  if (username === undefined && password === undefined) return [];
  // helm reads a login for a registry only; a package at an address of its own has none.
  if (!reference.startsWith("oci://")) {
    return ["--username", username ?? "", "--password", password ?? ""];
  }
  const auth = Buffer.from(`${username ?? ""}:${password ?? ""}`).toString("base64");
  const config = JSON.stringify({ auths: { [new URL(reference).host]: { auth } } });
  return ["--registry-config", await files.write("registry.json", config)];
}

async function tlsArgs(options: PullOptions, files: HelmFiles): Promise<string[]> {
  const flags = { caFile: "--ca-file", certFile: "--cert-file", keyFile: "--key-file" };
  const written: Record<string, string> = await tlsFiles(options, files);
  return Object.entries(flags).flatMap(([key, flag]) => {
    const path = written[key];
    return path === undefined ? [] : [flag, path];
  });
}

async function tlsFiles(
  options: PullOptions,
  files: HelmFiles,
): Promise<Partial<Record<"caFile" | "certFile" | "keyFile", string>>> {
  const paths: Partial<Record<"caFile" | "certFile" | "keyFile", string>> = {};
  for (const key of ["caFile", "certFile", "keyFile"] as const) {
    const given = options[key];
    if (given === undefined) continue;
    paths[key] = given.includes("-----BEGIN") ? await files.write(`${key}.pem`, given) : given;
  }
  return paths;
}

/** A range, or no version at all, may mean another chart tomorrow. */
function isExact(version: string | undefined): boolean {
  return version !== undefined && /^v?\d+\.\d+\.\d+([-+][\w.+-]+)?$/.test(version);
}

async function packageIn(folder: string): Promise<string | undefined> {
  const entries = await readdir(folder).catch(() => []);
  const name = entries.find((entry) => entry.endsWith(".tgz"));
  return name === undefined ? undefined : join(folder, name);
}
