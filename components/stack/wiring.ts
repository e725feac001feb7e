import { Problems } from "../shared/problems";
import { Place } from "../shared/place";
import { PartReader, type PartTraits, type Wiring } from "./part";
import { type StackSettings, readSettings } from "./settings";

/** Keeps data on a volume of its own. */
export const STORE: PartTraits = { persistent: true, agent: false };
/** Keeps nothing. */
export const SERVICE: PartTraits = { persistent: false, agent: false };
/** Runs on every node. */
export const AGENT: PartTraits = { persistent: false, agent: true };

/** What the planning of every part starts from. */
export interface PlanContext {
  settings: StackSettings;
  place: Place;
  /** Where to tell what the stack's storage lacks; nowhere, when it could not be read at all. */
  storagePlace: Place;
  reader: PartReader;
  /** Wiring of a part in the stack's namespace. */
  central: Wiring;
  /** Wiring of a part in the agents' namespace. */
  onNodes: Wiring;
}

export function planContext(stackName: string, args: unknown, place: Place): PlanContext {
  const settings = readSettings(args, place);
  const storage = place.at("objectStorage");
  return {
    settings,
    place,
    storagePlace: storage.isBad ? new Place("", new Problems()) : storage,
    reader: new PartReader(settings, place),
    central: placement(stackName, settings, "namespace", place),
    onNodes: placement(stackName, settings, "agentsNamespace", place),
  };
}

/** Wiring with more of it: args that only the stack decides, and args that it fills in. */
export function wired(
  base: Wiring,
  fixed: Wiring["fixed"],
  { defaults, needs }: Pick<Wiring, "defaults" | "needs"> = {},
): Wiring {
  return {
    ...base,
    fixed: { ...base.fixed, ...fixed },
    defaults: { ...base.defaults, ...defaults },
    needs,
  };
}

/** Wiring of a part in the stack's namespace that a chart may deliver. */
export function delivered({ settings, place, central }: PlanContext): Wiring {
  const { charts, chartsPassword } = settings;
  // Both are refused where the stack's own args are read.
  const password = charts.passwordSecret === undefined ? chartsPassword : undefined;
  return {
    ...central,
    fixed: { ...central.fixed, charts: { ...charts, password } },
    written: { ...central.written, charts: place.at("charts") },
  };
}

/** Where the objects of a part go, and where the user said so. */
function placement(
  instance: string,
  { clusterDomain, ...settings }: StackSettings,
  which: "namespace" | "agentsNamespace",
  place: Place,
): Wiring {
  return {
    fixed: { namespace: settings[which].name, instance, clusterDomain },
    written: {
      namespace: place.at(which).at("name"),
      clusterDomain: place.at("clusterDomain"),
    },
  };
}
