import type { PlanName, PlannedPart } from "./part";
import type { PartName } from "./settings";
import type { Place } from "../shared/shape";
import { headlessName } from "../shared/stateful-set";

/** What the checks need to know of a part. */
type CheckedPart = PlannedPart<unknown, { name?: string; namespace: string }> | undefined;
type CheckedParts = Readonly<
  Record<PartName, CheckedPart> & Partial<Record<PlanName, CheckedPart>>
>;

/** No two parts may use one name for their objects in one namespace. */
export function checkNames(parts: CheckedParts, place: Place): void {
  const owners = new Map<string, PlanName>();
  for (const part of Object.values(parts)) {
    if (!part) continue;
    const { name, namespace } = part.spec;
    // Somebody else's has no objects of ours.
    if (name === undefined) continue;
    for (const object of [name, headlessName(name)]) {
      const key = `${namespace}/${object}`;
      const owner = owners.get(key);
      if (owner === undefined) owners.set(key, part.name);
      else {
        place
          .at(part.name)
          .at("name")
          .refuse(name, `a name that \`${owner}\` does not use for its objects`, `another name`);
      }
    }
  }
}

/** Of replicas that scrape the same Mimir must take one: with both, every sum is twice what it is. */
export function checkDeduplication(
  mimir: { spec: { haDeduplication: boolean } } | undefined,
  scraper: { spec: { replicas: number } } | undefined,
  place: Place,
): void {
  if (!mimir || mimir.spec.haDeduplication || !scraper || scraper.spec.replicas === 1) return;
  const { replicas } = scraper.spec;
  place
    .at("mimir")
    .at("haDeduplication")
    .refuse(
      false,
      `true beside ${replicas} replicas of Prometheus, which all send the same`,
      "true, or `prometheus.replicas: 1`",
    );
}
