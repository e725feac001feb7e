import type { Context } from "mocha";
import { type Rendering } from "../../../cli/render/render";
import { chartOfRelease } from "../../../cli/charts/settings";
import type { ReleaseSpec } from "../../../components/shared/chart-release";
import { isMap } from "../../../components/shared/merge";
import { type ChartObject, renderOfficial } from "./official";

/** What the charts make of an environment's releases: a line an object, by release. None of the charts' own text. */
export async function chartInventory(
  context: Context,
  { releases }: Pick<Rendering, "releases">,
): Promise<Record<string, string[]>> {
  const inventory: Record<string, string[]> = {};
  for (const release of releases) {
    const spec = { ...release, chart: chartOfRelease(release) } as unknown as ReleaseSpec;
    const objects = await renderOfficial(context, spec, ["--include-crds"]);
    inventory[release.name] = objects.map(line).sort();
  }
  return inventory;
}

/** `StatefulSet loki-ingester-zone-a, 2 replicas, grafana/loki`, which another patch of a chart leaves as it is. */
function line({ kind, metadata, spec }: ChartObject): string {
  const { replicas, template } = isMap(spec) ? spec : {};
  const count = typeof replicas === "number" ? [`${replicas} replicas`] : [];
  return [`${kind} ${metadata.name}`, ...count, ...repositories(template)].join(", ");
}

function repositories(template: unknown): string[] {
  const images = [...JSON.stringify(template ?? {}).matchAll(/"image":"([^"]+)"/g)];
  const names = images.map(([, image = ""]) =>
    image.replace(/^[^/]+\//, "").replace(/[:@].*$/, ""),
  );
  return [...new Set(names)].sort();
}
