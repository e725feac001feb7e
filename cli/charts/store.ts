import { join } from "node:path";
import type { ChartSource } from "../../components/shared/chart-source";
import { cacheFolder } from "../../sandbox/cache-folder";
import { ensureTool } from "../../sandbox/tools";
import type { ChartRequest } from "../helm/chart-request";
import { ChartStore } from "../helm/chart-store";
import type { CredentialAdvice } from "../helm/explain-pull";

/** Gets one chart, and says where its package lies. */
export type LocateChart = (request: ChartRequest) => Promise<string>;

/** Gets charts into the cache folder: what was had once is there without a network. */
export function chartLocator(
  progress: (line: string) => void,
  credentials: CredentialAdvice,
): LocateChart {
  let store: Promise<ChartStore> | undefined;
  return async (request) => {
    store ??= ensureTool("helm", progress).then(
      (helm) => new ChartStore(helm, join(cacheFolder(), "charts"), credentials),
    );
    return (await store).locate(request);
  };
}

/** How a chart that is not on this machine is got; the user's credentials only where they are for its repository. */
export function chartRequest(
  { chart, version, repository, takesCredentials }: ChartSource,
  { username, password, caFile, plainHttp }: Omit<ChartRequest, "chart">,
): ChartRequest {
  return {
    chart,
    ...(version !== undefined && { version }),
    ...(repository !== undefined && { repository }),
    ...(caFile !== undefined && { caFile }),
    ...(plainHttp === true && { plainHttp }),
    ...(takesCredentials && username !== undefined && { username }),
    ...(takesCredentials && password !== undefined && { password }),
  };
}
