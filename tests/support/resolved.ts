import { Problems } from "../../components/shared/problems";
import { Place } from "../../components/shared/place";

type Resolve<T> = (name: string, args: unknown, place: Place) => T;

/** What a component makes of args that it accepts. Throws when it does not. */
export function resolved<T>(resolve: Resolve<T>, args: object): T {
  const problems = new Problems();
  const spec = resolve("test", { namespace: "monitoring", ...args }, new Place("", problems));
  problems.throwIfAny("test");
  return spec;
}

/** What a component says about args that it refuses: one line for each problem. */
export function refusals(resolve: Resolve<unknown>, args: object): string[] {
  const problems = new Problems();
  resolve("test", { namespace: "monitoring", ...args }, new Place("", problems));
  return problems.list.map(
    (p) => `${p.path}: got ${p.given}; allowed: ${p.allowed}; write ${p.write}`,
  );
}
