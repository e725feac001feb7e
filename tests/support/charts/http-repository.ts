import { stringify } from "yaml";
import { LoopbackServer, type LoopbackOptions } from "./loopback-server";
import type { ChartPackage } from "./package-chart";

export interface HttpRepositoryOptions extends LoopbackOptions {
  /** `NAME-VERSION` to the digest that the index names instead of the right one; "" is none. */
  digests?: Record<string, string>;
}

/** A chart repository as `helm repo` knows it: an index.yaml, and the packages that it names. */
export async function startHttpRepository(
  charts: readonly ChartPackage[],
  options: HttpRepositoryOptions = {},
): Promise<{ server: LoopbackServer; url: string }> {
  const index = stringify(indexOf(charts, options.digests ?? {}));
  const packages = new Map(charts.map((chart) => [`/charts/${fileOf(chart)}`, chart.archive]));
  const server = await LoopbackServer.start((path) => {
    if (path === "/charts/index.yaml") return { body: index };
    const archive = packages.get(path);
    return archive && { body: archive };
  }, options);
  const scheme = options.certificate === undefined ? "http" : "https";
  return { server, url: `${scheme}://${server.host}/charts` };
}

function indexOf(charts: readonly ChartPackage[], digests: Record<string, string>) {
  const entries: Record<string, object[]> = {};
  for (const chart of charts) {
    const { name, version, sha256 } = chart;
    const digest = digests[`${name}-${version}`] ?? sha256;
    (entries[name] ??= []).push({
      apiVersion: "v2",
      name,
      version,
      created: "2026-01-01T00:00:00Z",
      ...(digest !== "" && { digest }),
      urls: [fileOf(chart)],
    });
  }
  return { apiVersion: "v1", generated: "2026-01-01T00:00:00Z", entries };
}

function fileOf({ name, version }: ChartPackage): string {
  return `${name}-${version}.tgz`;
}
