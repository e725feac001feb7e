import type { PlanName, PlannedPart } from "./part";
import type { PartName } from "./settings";
import { isGiven } from "../shared/given";
import type { Place } from "../shared/place";
import { headlessName } from "../shared/stateful-set";
import { CHART_TOPOLOGIES, type Topology } from "../shared/topology";

/** What the checks need to know of a part. */
type PresentPart = PlannedPart<object, { name?: string; namespace: string; topology?: Topology }>;
type CheckedPart = PresentPart | undefined;
type CheckedParts = Readonly<
  Record<PartName, CheckedPart> & Partial<Record<PlanName, CheckedPart>>
>;

/** No two parts may use one name for their objects in one namespace. */
export function checkNames(parts: CheckedParts, place: Place): void {
  checkPrefixes(parts, place);
  const owners = new Map<string, PresentPart>();
  for (const part of Object.values(parts)) {
    if (!part) continue;
    const { name, namespace } = part.spec;
    // Somebody else's has no objects of ours.
    if (name === undefined) continue;
    for (const object of [name, headlessName(name)]) {
      const key = `${namespace}/${object}`;
      const owner = owners.get(key);
      if (owner === undefined) owners.set(key, part);
      else {
        const [named, other] = whoWasNamed(part, owner);
        place
          .at(named.name)
          .at("name")
          .refuse(
            named.spec.name,
            `a name that \`${other.name}\` does not use for its objects`,
            `another name`,
          );
      }
    }
  }
}

/** First the part whose name the user chose: the other one has its name by default, which stands in no file. */
function whoWasNamed(part: PresentPart, owner: PresentPart): [PresentPart, PresentPart] {
  const isNamed = ({ args }: PresentPart) => isGiven(args, "name");
  return !isNamed(part) && isNamed(owner) ? [owner, part] : [part, owner];
}

/** A chart names the objects of its parts after the backend: no other part may have a name of that kind. */
function checkPrefixes(parts: CheckedParts, place: Place): void {
  const all = Object.values(parts).filter((part) => part !== undefined);
  const inParts = all.filter(
    ({ spec: { topology } }) => topology && CHART_TOPOLOGIES.includes(topology),
  );
  for (const owner of inParts) {
    for (const part of all) {
      const { name = "", namespace } = part.spec;
      const prefix = `${owner.spec.name ?? ""}-`;
      if (namespace !== owner.spec.namespace || !name.startsWith(prefix)) continue;
      const [named] = whoWasNamed(part, owner);
      const allowed =
        named === part
          ? `a name that does not begin as those of the parts of \`${owner.name}\``
          : `a name with which that of \`${part.name}\`, "${name}", does not begin`;
      place.at(named.name).at("name").refuse(named.spec.name, allowed, "another name");
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
