import { relocate } from "./relocate";
import type { PlacedPod } from "./placed-pod";

/** What Kubernetes would put in that the rendering does not say. */
interface PodValues {
  /** Values of Secrets by `NAME/KEY`. */
  secrets: Readonly<Record<string, string>>;
  /** What is known of the pod, by its path: `spec.nodeName`. */
  fields: Readonly<Record<string, string>>;
}

/** The pod's environment on this machine. A variable from a Secret that is not here stays away. */
export function podEnvironment(
  { pod, relocations }: PlacedPod,
  { secrets, fields }: PodValues,
): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, from] of Object.entries(pod.env)) {
    if ("value" in from) env[name] = relocate(expanded(from.value, env), relocations);
    else {
      const value = "field" in from ? fields[from.field] : secrets[`${from.secret}/${from.key}`];
      if (value !== undefined) env[name] = value;
    }
  }
  return env;
}

/** The pod's arguments on this machine. */
export function podArguments(
  { pod, relocations }: PlacedPod,
  env: Readonly<Record<string, string>>,
): string[] {
  return pod.args.map((arg) => relocate(expanded(arg, env), relocations));
}

/** Puts variables in place of `$(NAME)` as Kubernetes does: an unknown one stays, and `$$` is a dollar sign. */
function expanded(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([^)]+)\)/g, (found, name: string | undefined) =>
    name === undefined ? "$" : (env[name] ?? found),
  );
}
