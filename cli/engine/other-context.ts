import type { Stack } from "@pulumi/pulumi/automation";
import { CommandError } from "../command-error";
import { type StateResource, stateResources } from "./resource-tree";

/**
 * Refuses a stack that was brought up on another context. The engine knows no clusters: it would take the
 * objects there for those here, update what it does not find, and delete what is somebody else's.
 */
export async function refuseOtherContext(
  stack: Stack,
  context: string,
  resources?: readonly StateResource[],
): Promise<void> {
  resources ??= await stateResources(stack);
  const others = contextsOf(resources).filter((other) => other !== context);
  if (others.length === 0) return;
  const where = others.map((other) => (other === undefined ? "an unnamed one" : `"${other}"`));
  const known = others.find((other) => other !== undefined);
  const stay = known
    ? `write --context ${known} to go on there`
    : `name it with \`pulumi config set kubernetes:context NAME\` and bring it up once with \`pulumi up\``;
  throw new CommandError(
    `--context ${context}: ${stack.name} was brought up on another context, ${where.join(", ")}, and a stack has one cluster. ` +
      `Nothing was changed: ${stay}, or give this context an environment of its own: ` +
      `copy Pulumi.${stack.name}.yaml to Pulumi.NAME.yaml and write --env NAME.`,
  );
}

/** The contexts on which a state has objects; undefined for objects whose provider was told none. */
export function contextsOf(resources: readonly StateResource[]): (string | undefined)[] {
  const providers = new Map(
    resources
      .filter(({ type }) => type === "pulumi:providers:kubernetes")
      .map(({ urn, id, inputs }) => [`${urn}::${id ?? ""}`, inputs?.context]),
  );
  // A chart that is delivered as single objects is a component: it has no provider, but its objects have.
  const objects = resources.filter(
    ({ type, custom }) => type.startsWith("kubernetes:") && custom === true,
  );
  const contexts = objects.map(({ provider = "" }) => providers.get(provider));
  return [...new Set(contexts.map((c) => (typeof c === "string" && c !== "" ? c : undefined)))];
}
