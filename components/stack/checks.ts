import type { PlanName, PlannedPart } from "./part";
import type { PartName } from "./settings";
import type { Place } from "../shared/shape";
import { headlessName } from "../shared/stateful-set";
import { CHART_TOPOLOGIES, type Topology } from "../shared/topology";

/** What the checks need to know of a part. */
type CheckedPart =
  PlannedPart<unknown, { name?: string; namespace: string; topology?: Topology }> | undefined;
type CheckedParts = Readonly<
  Record<PartName, CheckedPart> & Partial<Record<PlanName, CheckedPart>>
>;

/** No two parts may use one name for their objects in one namespace. */
export function checkNames(parts: CheckedParts, place: Place): void {
  checkPrefixes(parts, place);
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

/** A chart names the objects of its parts after the backend: no other part may have a name of that kind. */
function checkPrefixes(parts: CheckedParts, place: Place): void {
  const all = Object.values(parts).filter((part) => part !== undefined);
  const inParts = all.filter(
    ({ spec: { topology } }) => topology && CHART_TOPOLOGIES.includes(topology),
  );
  for (const { name: owner, spec } of inParts) {
    for (const part of all) {
      const { name = "", namespace } = part.spec;
      if (namespace !== spec.namespace || !name.startsWith(`${spec.name ?? ""}-`)) continue;
      const allowed = `a name that does not begin as those of the parts of \`${owner}\``;
      place.at(part.name).at("name").refuse(name, allowed, "another name");
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
