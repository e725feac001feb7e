import type { Rendering } from "../cli/render/render";
import type { ToolName } from "../sandbox/tools";
import { type Recipe, recipeFor } from "./pods/recipes";
import { renderedPods } from "./pods/rendered-pod";

/** A workload whose pod does not run here, and why. */
export interface AbsentPod {
  workload: string;
  reason: string;
}

/** Which of an environment's pods run here, and by which programs. */
export interface PodPrograms {
  /** Path of the program, by the name of the workload. */
  binaries: ReadonlyMap<string, string>;
  absent: readonly AbsentPod[];
  /** In words, those whose version is not the one that is deployed. */
  standIns: readonly string[];
}

/** Where programs come from. */
export interface ProgramSource {
  /** Gets programs. Those that it cannot get are not in the answer. */
  get(names: readonly ToolName[]): Promise<Partial<Record<ToolName, string>>>;
  /** In words, those whose version is not the one that is deployed. */
  standIns(names: readonly ToolName[]): Promise<string[]>;
}

/** Gets the programs of an environment's pods. Every pod is either among those that run or among the absent. */
export async function programsOf(
  rendering: Rendering,
  source: ProgramSource,
  kubeconfig: string | undefined,
): Promise<PodPrograms> {
  const absent: AbsentPod[] = [];
  const wanted = new Map<string, ToolName>();
  for (const pod of renderedPods(rendering)) {
    const recipe = recipeFor(pod);
    const reason = recipe
      ? reasonAgainst(recipe, kubeconfig)
      : `${pod.image} only runs in a container`;
    if (reason !== undefined) absent.push({ workload: pod.name, reason });
    else if (recipe) wanted.set(pod.name, recipe.tool);
  }
  const names = [...new Set(wanted.values())];
  const found = await source.get(names);
  const binaries = new Map<string, string>();
  for (const [workload, tool] of wanted) {
    const binary = found[tool];
    if (binary !== undefined) binaries.set(workload, binary);
    else absent.push({ workload, reason: "no program of the right version is here" });
  }
  const here = names.filter((name) => found[name] !== undefined);
  return { binaries, absent, standIns: await source.standIns(here) };
}

function reasonAgainst(
  { idle, needsKubernetes = false }: Recipe,
  kubeconfig: string | undefined,
): string | undefined {
  if (idle !== undefined) return idle;
  return needsKubernetes && kubeconfig === undefined ? "there is no API server to ask" : undefined;
}
