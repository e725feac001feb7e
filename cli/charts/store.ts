import { join } from "node:path";
import type { ChartSource } from "../../components/shared/chart-source";
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

/** How a repository is reached; the user's credentials only where they are for it. */
export function repositoryOpts(
  { repository, takesCredentials }: ChartSource,
  { username, password, caFile }: { username?: string; password?: string; caFile?: string },
): JsonObject {
  return {
    ...(repository !== undefined && { repo: repository }),
    ...(caFile !== undefined && { caFile }),
    ...(takesCredentials && username !== undefined && { username }),
    ...(takesCredentials && password !== undefined && { password }),
  };
}
