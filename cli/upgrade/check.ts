import { CONFIG_NAMESPACE } from "../../stacks/config-keys";
import { CommandError } from "../command-error";
import { nameOrPath } from "../commands/command-for";
import type { CheckedWorkplace } from "../commands/engine-options";
import { shellLine } from "../shell-line";
import { takeOverKinds } from "../preflight/preflight";
import { type Examination, examineUpgrade } from "./examine";
import { forgetRemovedSets } from "./forget";
import { upgradePlan } from "./plan";
import { removeObjects, removeSets } from "./recreate";
import { shrinks } from "./set-changes";

type Progress = (line: string) => void;

const print: Progress = (line) => {
  console.log(line);
};

/** What an `up` of this environment would come upon. */
export async function examine(
  place: CheckedWorkplace,
  progress: Progress = print,
): Promise<Examination | undefined> {
  const { environment, rendering, target, session } = place;
  const all = await session.stack.getAllConfig();
  return examineUpgrade({
    environment,
    rendering,
    cluster: target.cluster,
    password: all[`${CONFIG_NAMESPACE}:chartsPassword`]?.value,
    progress,
  });
}

/** Says what to do where objects have to be made anew, as an error. */
export function refuseReplacements(found: Examination | undefined, place: CheckedWorkplace): void {
  if (found === undefined || found.sets.length + found.objects.length === 0) return;
  const { environment, target } = place;
  const { context, kubeconfig } = target.cluster;
  const flags = [
    ...["--env", nameOrPath(environment)],
    ...(context === undefined ? [] : ["--context", context]),
  ];
  throw new CommandError(
    upgradePlan(found, {
      kubectl: context === undefined ? ["--kubeconfig", kubeconfig] : ["--context", context],
      again: `npm run up -- ${shellLine(flags)}`,
    }),
  );
}

/** Makes way for objects that have to be made anew, when that was asked for, or refuses with the plan. */
export async function prepareReplacements(
  place: CheckedWorkplace,
  recreate: boolean,
  progress: Progress = print,
): Promise<void> {
  const found = await examine(place, progress);
  if (found === undefined) return;
  await takeOverKinds(place, found.kinds, progress);
  const { sets, objects } = found;
  const isPossible = !sets.some(({ resizes }) => resizes.some(shrinks));
  if (!recreate || !isPossible) refuseReplacements(found, place);
  await removeSets(sets, place.target.cluster, progress);
  await removeObjects(objects, place.target.cluster, progress);
  const removed = sets.map(({ namespace, name }) => `${namespace}/${name}`);
  const has = found.has.filter((key) => !removed.includes(key));
  await forgetRemovedSets(place.session, has, progress);
}
