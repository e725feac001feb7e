import { type GrafanaArgs, type GrafanaSpec, resolveGrafana } from "../grafana/grafana-args";
import type { Place } from "../shared/place";
import { checkDeduplication, checkNames } from "./checks";
import { planCollection } from "./plan-collection";
import { checkReleases, releasesOf } from "./plan-releases";
import { planScraping } from "./plan-scraping";
import { planStores } from "./plan-stores";
import { GRAFANA_ADMIN, GRAFANA_KEY, INGEST_TOKEN } from "./settings";
import { STORE, planContext, wired } from "./wiring";

/** Everything that the stack will create, decided before anything exists. */
export type StackPlan = ReturnType<typeof planStack>;

/**
 * Reads the args of a stack and decides what it consists of and how its parts are wired. Pure: nothing is
 * created, and all that is wrong is told to `place`. A part comes after those whose endpoints it needs.
 */
export function planStack(stackName: string, args: unknown, place: Place) {
  const context = planContext(stackName, args, place);
  const { settings, reader, central } = context;
  const adminSecret = settings.grafanaAdminSecret ?? GRAFANA_ADMIN;
  const tokenSecret = settings.ingestTokenSecret ?? INGEST_TOKEN;

  const stores = planStores(context);
  const scraping = planScraping(context, stores.endpoints.mimir);
  const collection = planCollection(context, stores.endpoints, tokenSecret);

  const grafana = reader.read<GrafanaArgs, GrafanaSpec>(
    "grafana",
    STORE,
    wired(
      central,
      {
        adminSecret,
        endpoints: { ...stores.endpoints, prometheus: scraping.endpoints },
      },
      { defaults: { scrapeInterval: scraping.interval, secretKey: GRAFANA_KEY } },
    ),
    resolveGrafana,
  );

  const parts = { ...stores.parts, ...scraping.parts, ...collection, grafana };
  checkNames(parts, place);
  checkDeduplication(parts.mimir, parts.prometheusOperator, place);
  const releases = releasesOf(parts);
  checkReleases(releases, place);
  return { settings, adminSecret, tokenSecret, releases, ...parts };
}
