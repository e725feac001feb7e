import { shellLine } from "../shell-line";
import type { ObjectChange } from "./object-changes";
import { podNames, type SetChange, shrinks } from "./set-changes";

/** What cannot become what is wanted. */
export interface Replacements {
  sets: readonly SetChange[];
  objects: readonly ObjectChange[];
}

/** How the commands reach the cluster, and bring the environment up afterwards. */
export interface PlanContext {
  /** Arguments of kubectl: `--kubeconfig FILE` or `--context NAME`. */
  kubectl: readonly string[];
  /** The command that was refused. */
  again: string;
}

/**
 * What to do where objects have to be made anew: the pods of StatefulSets and all volumes stay meanwhile, and
 * the new ones take them over. One text for all.
 */
export function upgradePlan({ sets, objects }: Replacements, context: PlanContext): string {
  const all = [...sets.map((set) => ({ kind: "StatefulSet", ...set })), ...objects];
  const count = all.length === 1 ? "1 object" : `${all.length} objects`;
  return [
    `${count} would have to be replaced, pods and all, for Kubernetes changes some of their fields never:`,
    ...all.map(({ kind, namespace, name, fields }) => {
      return `  ${kind} ${namespace}/${name}: ${fields.join(", ")}`;
    }),
    ...steps({ sets, objects }, context),
  ].join("\n");
}

function steps({ sets, objects }: Replacements, { kubectl, again }: PlanContext): string[] {
  const shrunk = sets.flatMap(({ namespace, name, resizes }) =>
    resizes
      .filter(shrinks)
      .map(
        ({ template, from, to }) =>
          `  ${namespace}/${name}: the volume ${template} from ${from} to ${to}`,
      ),
  );
  if (shrunk.length > 0) {
    return ["No volume can become smaller. Write the old size again, or a larger one:", ...shrunk];
  }
  const lines = [
    ...sets.flatMap((set) => commands(set, kubectl)),
    ...objects.map(({ kind, namespace, name }) => {
      return ["kubectl", "delete", kind.toLowerCase(), name, "--namespace", namespace, ...kubectl];
    }),
  ].map(shellLine);
  const away = objects.length > 0 ? " What else is deleted is away until the last one." : "";
  return [
    `Volumes, and the pods of StatefulSets, stay when this is done, one command after the other.${away}`,
    ...[...lines, again].map((line) => `  ${line}`),
    `\`${again} --recreate\` does the same.`,
  ];
}

function commands(change: SetChange, kubectl: readonly string[]): string[][] {
  const { namespace, name, resizes, replicas, fields } = change;
  const inNamespace = ["--namespace", namespace, ...kubectl];
  const pods = podNames(name, replicas);
  const grown = resizes.flatMap(({ template, to }) => {
    const patch = JSON.stringify({ spec: { resources: { requests: { storage: to } } } });
    return pods.map((pod) => [
      ...["kubectl", "patch", "persistentvolumeclaim", `${template}-${pod}`],
      ...["--patch", patch, ...inNamespace],
    ]);
  });
  const orphaned = ["kubectl", "delete", "statefulset", name, "--cascade=orphan", ...inNamespace];
  // Pods of another selector are not taken over, and their names would be in the way.
  const left = fields.includes("selector")
    ? [["kubectl", "delete", "pod", ...pods, ...inNamespace]]
    : [];
  return [...grown, orphaned, ...left];
}
