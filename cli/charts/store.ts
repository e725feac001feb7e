import { join } from "node:path";
import { cacheFolder } from "../../sandbox/cache-folder";
import { ChartStore } from "../../sandbox/provider/chart-store";
import { HelmCli } from "../../sandbox/provider/helm-cli";
import type { JsonObject } from "../../sandbox/provider/json";
import { ensureTool } from "../../sandbox/tools";

/** Gets charts as the embedded provider does, from the same cache: what an `up` has had is there for a pull. */
export function chartLocator(
  progress: (line: string) => void,
): (inputs: JsonObject) => Promise<string> {
  let store: Promise<ChartStore> | undefined;
  return async (inputs) => {
    store ??= ensureTool("helm", progress).then(
      (helm) => new ChartStore(new HelmCli(helm), join(cacheFolder(), "charts")),
    );
    return (await store).locate(inputs);
  };
}
