import { createHash } from "node:crypto";
import { type Answer, LoopbackServer, type LoopbackOptions } from "./loopback-server";
import type { ChartPackage } from "./package-chart";

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const CONFIG = "application/vnd.cncf.helm.config.v1+json";
const CONTENT = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

export interface OciRegistryOptions extends LoopbackOptions {
  /** Serves other bytes under the digest of every chart's content. */
  corrupt?: boolean;
}

/** Of the OCI distribution API what a pull asks for: the ping, tags, manifests and blobs. */
export async function startOciRegistry(
  charts: readonly ChartPackage[],
  options: OciRegistryOptions = {},
): Promise<{ server: LoopbackServer; url: string }> {
  const answers = new Map<string, Answer>([["/v2/", { body: "{}" }]]);
  for (const chart of charts) addChart(answers, chart, options.corrupt === true);
  for (const { name } of charts) {
    const tags = charts.filter((chart) => chart.name === name).map(({ version }) => version);
    answers.set(`/v2/charts/${name}/tags/list`, {
      body: JSON.stringify({ name: `charts/${name}`, tags }),
    });
  }
  const server = await LoopbackServer.start((path) => answers.get(path), options);
  return { server, url: `oci://${server.host}/charts` };
}

function addChart(answers: Map<string, Answer>, chart: ChartPackage, corrupt: boolean): void {
  const base = `/v2/charts/${chart.name}`;
  const config = Buffer.from(
    JSON.stringify({ apiVersion: "v2", name: chart.name, version: chart.version }),
  );
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: descriptor(CONFIG, config),
      layers: [descriptor(CONTENT, chart.archive)],
    }),
  );
  const served = { body: manifest, headers: headers(MANIFEST, manifest) };
  answers.set(`${base}/manifests/${chart.version}`, served);
  answers.set(`${base}/manifests/${digestOf(manifest)}`, served);
  answers.set(`${base}/blobs/${digestOf(config)}`, { body: config });
  const content = corrupt ? Buffer.alloc(chart.archive.length, "x") : chart.archive;
  answers.set(`${base}/blobs/${digestOf(chart.archive)}`, { body: content });
}

function descriptor(mediaType: string, content: Buffer) {
  return { mediaType, digest: digestOf(content), size: content.length };
}

function headers(mediaType: string, content: Buffer) {
  return { "Content-Type": mediaType, "Docker-Content-Digest": digestOf(content) };
}

function digestOf(content: Buffer): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}
