import * as pulumi from "@pulumi/pulumi";
import { Problems } from "../shared/problems";
import { Place } from "../shared/place";
import type { StackSettings } from "./settings";

/** Which stack of a program has a namespace of a cluster. A cluster is known by its provider. */
type Claims = Map<pulumi.ProviderResource | undefined, Map<string, string>>;

/** By the engine that runs the program: one process may run it many times, each time with another one. */
const claimsOfRun = new WeakMap<object, Claims>();

/** Refuses a second stack of this program in a namespace of the same cluster: its objects would have the same names. */
export function claimNamespaces(
  stack: pulumi.ComponentResource,
  name: string,
  { namespace, agentsNamespace }: StackSettings,
): void {
  const run = pulumi.runtime.getMonitor();
  if (run === undefined) return;
  const claims = claimsOfRun.get(run) ?? new Map<never, never>();
  claimsOfRun.set(run, claims);
  const cluster = stack.getProvider("kubernetes:core/v1:Namespace");
  const claimed = claims.get(cluster) ?? new Map<string, string>();
  claims.set(cluster, claimed);
  const problems = new Problems();
  const wanted = { namespace: namespace.name, agentsNamespace: agentsNamespace.name };
  for (const [arg, wantedName] of Object.entries(wanted)) {
    const other = claimed.get(wantedName);
    if (other === undefined) continue;
    const allowed = `a namespace of its own: LgtmStack "${other}" of this program has this one`;
    const place = new Place("", problems).at(arg).at("name");
    place.refuse(wantedName, allowed, `for example "${name}-${wantedName}"`);
  }
  problems.throwIfAny(`LgtmStack "${name}"`);
  for (const wantedName of Object.values(wanted)) claimed.set(wantedName, name);
}
