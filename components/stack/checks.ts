import type { PlannedPart } from "./part";
import type { PartName } from "./settings";
import type { Place } from "../shared/shape";
import { headlessName } from "../shared/workload";

/** What the checks need to know of a part. */
type CheckedPart = PlannedPart<unknown, { name: string; namespace: string }> | undefined;
type CheckedParts = Readonly<Record<PartName, CheckedPart>>;

/** Parts that only pass telemetry on, with those of which they need at least one. */
const NEEDS: readonly { part: PartName; oneOf: readonly PartName[] }[] = [
  { part: "beyla", oneOf: ["alloyGateway"] },
  { part: "alloyGateway", oneOf: ["loki", "mimir", "tempo"] },
  { part: "alloyAgent", oneOf: ["loki", "pyroscope"] },
];

/** What must hold between the parts: nobody talks to nobody, and no two objects have one name. */
export function checkPlan(parts: CheckedParts, place: Place): void {
  for (const { part, oneOf } of NEEDS) {
    if (!parts[part] || oneOf.some((name) => parts[name])) continue;
    const needed = oneOf.map((name) => `\`${name}\``).join(", ");
    place
      .at(part)
      .at("enabled")
      .refuse(true, `true only beside ${needed}, to which it sends`, `false, or enable ${needed}`);
  }
  checkNames(parts, place);
}

function checkNames(parts: CheckedParts, place: Place): void {
  const owners = new Map<string, PartName>();
  for (const part of Object.values(parts)) {
    if (!part) continue;
    const { name, namespace } = part.spec;
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
