import { isMap } from "./merge";
import type { Problem, Problems } from "./problems";
import { shown, withoutShowing } from "./shown";

/** Stands where something was refused already, so that no field refuses it a second time. */
export const REFUSED = Object.freeze(
  new (class Refused {
    readonly refused = true;
  })(),
);

/** Whether the value, or anything in it, was refused before. */
function holdsRefused(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsRefused);
  return value === REFUSED || (isMap(value) && Object.values(value).some(holdsRefused));
}

/** What a place knows beside its path. */
interface Bearings {
  /** The last step of the path. */
  readonly key?: string;
  /** Keys that the user wrote at another place. */
  readonly elsewhere?: Readonly<Record<string, Place>>;
  /** Keys that are not for the user to write. */
  readonly hidden?: readonly string[];
  /** Where the value comes from, in words. */
  readonly origin?: string;
  /** Keys that somebody else reads. */
  readonly more?: readonly string[];
}

/** Where a value stands, and where to say what is wrong with it. */
export class Place {
  constructor(
    readonly path: string,
    readonly problems: Problems,
    private readonly bearings: Bearings = {},
  ) {}

  /** The place of what stands inside, so many steps down. */
  at(...steps: readonly (string | number)[]): Place {
    return steps.reduce<Place>((place, key) => place.inside(key), this);
  }

  /** In the path, as in those of `pulumi config --path`, a key with dots or brackets of its own stands in quotes. */
  private inside(key: string | number): Place {
    const { elsewhere = {} } = this.bearings;
    if (Object.hasOwn(elsewhere, key)) return elsewhere[key] as Place;
    const isPlain = typeof key === "string" && /^[^.[\]"]+$/.test(key);
    const dot = /^$|:$/.test(this.path) ? "" : ".";
    const step = isPlain ? `${dot}${key}` : `[${JSON.stringify(key)}]`;
    return new Place(`${this.path}${step}`, this.problems, { key: String(key) });
  }

  /**
   * The same place, but some keys stand elsewhere, so that what the root fills in is told where the user
   * wrote it, some are not for the user to write, so that no message offers them, and `more` are read by the root.
   */
  with(
    elsewhere: Readonly<Record<string, Place>>,
    hidden: readonly string[] = [],
    more: readonly string[] = [],
  ): Place {
    return new Place(this.path, this.problems, { ...this.bearings, elsewhere, hidden, more });
  }

  /** The same place, but what is read there was written at the other one, for all. */
  from(other: Place): Place {
    const origin = ` (from ${other.path})`;
    return new Place(this.path, this.problems, { ...this.bearings, origin });
  }

  /** Of these keys, those that the user may write here. */
  offered(keys: readonly string[]): string[] {
    const { hidden = [], more = [] } = this.bearings;
    return [...more, ...keys.filter((key) => !hidden.includes(key))];
  }

  /** The last step of the path. */
  get key(): string {
    return this.bearings.key ?? this.path;
  }

  /** Whether something here or inside is already wrong, so that a further check would only repeat it. */
  get isBad(): boolean {
    return this.problems.touches(this.path);
  }

  /** Whether the value here was refused as a whole, so that what it lacks inside is not known. */
  get isRefused(): boolean {
    return this.problems.list.some(({ path }) => path === this.path);
  }

  refuse(given: unknown, allowed: string, write: string): void {
    const { origin = "" } = this.bearings;
    if (!holdsRefused(given)) this.tell({ given: `${shown(given)}${origin}`, allowed, write });
  }

  /** Refuses what may be a secret, and does not show it. */
  refuseUnseen(given: unknown, allowed: string, write: string): void {
    if (!holdsRefused(given)) this.tell({ given: withoutShowing(given), allowed, write });
  }

  /** Says what is wrong, where what was given is told in words. */
  tell(problem: Omit<Problem, "path">): void {
    this.problems.add({ path: this.path, ...problem });
  }

  /** Says that what stands here may be wrong, and stops nobody. */
  doubt(problem: Omit<Problem, "path">): void {
    this.problems.warn({ path: this.path, ...problem });
  }
}
