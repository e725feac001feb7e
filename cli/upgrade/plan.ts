import { shellLine } from "../doctor/examine";
import { podNames, type SetChange, shrinks } from "./set-changes";

/** How the commands reach the cluster, and bring the environment up afterwards. */
export interface PlanContext {
  /** Arguments of kubectl: `--kubeconfig FILE` or `--context NAME`. */
  kubectl: readonly string[];
  /** The command that was refused. */
  again: string;
}

/**
 * What to do where StatefulSets have to be made anew: their pods and volumes stay meanwhile, and the new
 * ones take them over. One text for all.
 */
export function upgradePlan(changes: readonly SetChange[], context: PlanContext): string {
  const count = changes.length === 1 ? "1 StatefulSet" : `${changes.length} StatefulSets`;
  return [
    `${count} would have to be replaced, pods and all, for Kubernetes changes some of their fields never:`,
    ...changes.map(({ namespace, name, fields }) => `  ${namespace}/${name}: ${fields.join(", ")}`),
    ...steps(changes, context),
  ].join("\n");
}

function steps(changes: readonly SetChange[], { kubectl, again }: PlanContext): string[] {
  const shrunk = changes.flatMap(({ namespace, name, resizes }) =>
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
  const lines = changes.flatMap((change) => commands(change, kubectl).map(shellLine));
  return [
    "Their pods and volumes stay when this is done, one command after the other:",
    ...[...lines, again].map((line) => `  ${line}`),
    `\`${again} --recreate-statefulsets\` does the same.`,
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
