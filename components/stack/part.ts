import type { CommonArgs } from "./stack-args";
import type { GivenPart, PartName, StackSettings } from "./settings";
import { isMap } from "../shared/merge";
import { boolean } from "../shared/fields";
import type { Place } from "../shared/place";
import { withDefault } from "../shared/shape";

/** What the stack itself tells a part. */
export interface Wiring {
  /** Args that only the stack decides. Given by the user as well, they are refused. */
  fixed: Record<string, unknown>;
  /** Args that the stack fills in where the user says nothing. */
  defaults?: Record<string, unknown>;
  /** Where the user wrote a fixed arg, so that problems with it are told there. */
  written?: Record<string, Place>;
  /** Parts of which it needs at least one, because it only passes on. */
  needs?: Record<string, object | undefined>;
}

/** What a part needs of the options that hold for all. */
export interface PartTraits {
  /** Keeps data on a volume. */
  persistent: boolean;
  /** Runs on every node: the common node selector and tolerations are not for it. */
  agent: boolean;
}

/** A part that the user configures under its own name, or one that another key of the stack calls for. */
export type PlanName = PartName | "kafka" | "objectStorage";

/** A part of the stack, checked and ready to be created. */
export interface PlannedPart<Args, Spec> {
  name: PlanName;
  args: Args;
  spec: Spec;
}

/** Reads one part after another: common args, the stack's wiring, and the part's own reader. */
export class PartReader {
  constructor(
    private readonly settings: StackSettings,
    private readonly place: Place,
  ) {}

  /** The part, or nothing when the user switched it off. */
  read<Args, Spec>(
    name: PartName,
    traits: PartTraits,
    wiring: Wiring,
    resolve: (name: string, args: unknown, place: Place) => Spec,
  ): PlannedPart<Args, Spec> | undefined {
    // Who scrapes is said under `mode`, and not by switching the part on and off.
    const more = [name === "prometheus" ? "mode" : "enabled"];
    return this.readGiven(name, this.settings[name], traits, wiring, resolve, more);
  }

  /** The same for args that do not stand under the part's own name. */
  readGiven<Args, Spec>(
    name: PlanName,
    { enabled, ...given }: GivenPart,
    traits: PartTraits,
    wiring: Wiring,
    resolve: (name: string, args: unknown, place: Place) => Spec,
    /** Keys beside those that the part itself reads. */
    more: readonly string[] = [],
  ): PlannedPart<Args, Spec> | undefined {
    const place = this.place.at(name);
    refuseFixed(given, wiring, place);
    if (!isWanted(enabled, wiring.needs, place.at("enabled"))) return undefined;
    const args = [commonArgs(this.settings.common, traits), wiring.defaults, given, wiring.fixed]
      .map((layer) => layer ?? {})
      .reduce(laidOver);
    const hidden = Object.keys(wiring.fixed);
    const spec = resolve(name, args, place.with(wiring.written ?? {}, hidden, more));
    return { name, args: args as Args, spec };
  }
}

/** One level deep, so that a part's labels add to the common ones. Not deeper: `config` is the part's own. */
function laidOver(base: GivenPart, over: GivenPart): GivenPart {
  const result = new Map<string, unknown>(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    const current = result.get(key);
    if (isMap(current) && isMap(value)) result.set(key, { ...current, ...value });
    else if (value !== undefined) result.set(key, value);
  }
  return Object.fromEntries(result);
}

/** Nothing said means yes, unless there is nothing that the part could send to. */
function isWanted(enabled: unknown, needs: Wiring["needs"], place: Place): boolean {
  const possible = !needs || Object.values(needs).some((part) => part !== undefined);
  const wanted = withDefault(boolean(), possible).read(enabled, place);
  if (!wanted || possible) return wanted;
  const which = Object.keys(needs)
    .map((name) => `\`${name}\``)
    .join(", ");
  place.refuse(true, `true only beside ${which}, to which it sends`, `false, or enable ${which}`);
  return false;
}

function refuseFixed(given: GivenPart, { fixed, written = {} }: Wiring, place: Place): void {
  for (const key of Object.keys(given).filter((k) => Object.hasOwn(fixed, k))) {
    const elsewhere = Object.hasOwn(written, key) ? written[key]?.path : undefined;
    const write = elsewhere ? `${elsewhere} instead` : "nothing here: the stack fills it in";
    place.at(key).refuse(given[key], "nothing: the stack decides it for all its parts", write);
  }
}

function commonArgs(common: CommonArgs, { persistent, agent }: PartTraits) {
  const { labels, annotations, nodeSelector, tolerations } = common;
  const { imageRegistry, imageDigests, imagePullSecrets, persistence } = common;
  return {
    labels,
    annotations,
    imageDigests,
    imagePullSecrets,
    ...(imageRegistry && { image: { registry: imageRegistry } }),
    ...(!agent && { nodeSelector }),
    ...(!agent && tolerations && tolerations.length > 0 && { tolerations }),
    ...(persistent && { persistence }),
  };
}
