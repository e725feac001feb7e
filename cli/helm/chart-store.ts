import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { ChartIndex } from "./chart-index";
import { type ChartRequest, describeRequest } from "./chart-request";
import { type CredentialAdvice, explainPull } from "./explain-pull";
import { HelmFiles, runHelm } from "./helm";
import { reachable } from "./reachable";

/** As long as a large index takes over a slow line. */
const PULL_TIMEOUT_MS = 60_000;

/** By this name helm knows the repository of one pull. */
const REPOSITORY = "source";

/** Charts from anywhere, each pulled once: what was had before is there without a network. */
export class ChartStore {
  constructor(
    /** The helm program. */
    private readonly helm: string,
    private readonly folder: string,
    private readonly credentials: CredentialAdvice,
  ) {}

  /** The package of a chart. */
  async locate(request: ChartRequest): Promise<string> {
    const key = createHash("sha256").update(JSON.stringify(request)).digest("hex").slice(0, 32);
    const place = join(this.folder, key);
    const found = isExact(request.version) ? await packageIn(place) : undefined;
    if (found !== undefined) return found;
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const fresh = await mkdtemp(join(this.folder, "pull-"));
    try {
      await this.pull(request, fresh);
      await rm(place, { recursive: true, force: true });
      // Another process that pulled the same meanwhile has put the same there.
      await rename(fresh, place).catch(() => undefined);
    } finally {
      await rm(fresh, { recursive: true, force: true });
    }
    const chart = await packageIn(place);
    if (chart === undefined) {
      throw new Error(`${describeRequest(request)} was pulled without a file`);
    }
    return chart;
  }

  private pull(request: ChartRequest, into: string): Promise<void> {
    return HelmFiles.use(async (files) => {
      const index = new ChartIndex(join(files.folder, `${REPOSITORY}-index.yaml`));
      const run = (args: string[]) => runHelm(this.helm, args, { timeoutMs: PULL_TIMEOUT_MS });
      const { chart, version, repository, caFile, plainHttp } = request;
      const args = [
        ...["--destination", into],
        ...(version === undefined ? [] : ["--version", version]),
        ...(plainHttp === true ? ["--plain-http"] : []),
      ];
      try {
        await reachable(repository ?? chart);
        if (repository === undefined) {
          const tls = caFile === undefined ? [] : ["--ca-file", caFile];
          await run(["pull", chart, ...args, ...tls, ...(await registryLogin(request, files))]);
          return;
        }
        const config = await repositoryConfig(repository, request, files);
        await run(["repo", "update", "--fail-on-repo-update-fail", ...config]);
        await run(["pull", `${REPOSITORY}/${chart}`, ...args, ...config]);
        await checkDigest(request, index, into);
      } catch (error) {
        throw explainPull(error, request, index, this.credentials);
      }
    });
  }
}

/** helm itself compares nothing with the digests of an index. */
async function checkDigest(
  { chart, version }: ChartRequest,
  index: ChartIndex,
  folder: string,
): Promise<void> {
  const file = await packageIn(folder);
  if (file === undefined) return;
  const content = await readFile(file);
  const digest = createHash("sha256").update(content).digest("hex");
  const wanted = index.digestUnlessNamed(digest, chart, version);
  if (wanted === undefined) return;
  throw new Error(
    `the package has the digest ${digest}, its repository's index says ${wanted}: it was changed after it was published`,
  );
}

/** In a file, because every user of the machine can read the arguments of a process. */
async function repositoryConfig(
  url: string,
  { username, password, caFile }: ChartRequest,
  files: HelmFiles,
): Promise<string[]> {
  const entry = {
    name: REPOSITORY,
    url,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(caFile !== undefined && { caFile }),
  };
  const text = stringify({ apiVersion: "", repositories: [entry] });
  const file = await files.write("repositories.yaml", text);
  return ["--repository-config", file, "--repository-cache", files.folder];
}

async function registryLogin(
  { chart, username, password }: ChartRequest,
  files: HelmFiles,
): Promise<string[]> {
  if (username === undefined && password === undefined) return [];
  const auth = Buffer.from(`${username ?? ""}:${password ?? ""}`).toString("base64");
  const config = JSON.stringify({ auths: { [new URL(chart).host]: { auth } } });
  return ["--registry-config", await files.write("registry.json", config)];
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
