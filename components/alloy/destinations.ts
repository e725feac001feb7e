import type { Place } from "../shared/place";

/** Refuses a pipeline that leads nowhere: at least one of these args must say where to send. */
export function refuseWithoutDestination<Spec extends object>(
  spec: Spec,
  destinations: readonly (keyof Spec & string)[],
  place: Place,
): void {
  if (destinations.some((name) => spec[name] !== undefined)) return;
  const names = destinations.map((name) => `\`${name}\``).join(", ");
  place
    .at(destinations[0] ?? "")
    .refuse(undefined, `at least one of ${names}`, "the address of a backend");
}
