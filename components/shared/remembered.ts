import * as pulumi from "@pulumi/pulumi";
import type { Config } from "./merge";
import { Problems } from "./problems";
import { Place } from "./place";

/** Tells what is wrong about going from what a live stack was made with to what is wanted now. */
export type Transition<T> = (live: T, wanted: T, place: Place) => void;

/**
 * Remembers in Pulumi's state what a live stack was made with, and refuses a change of it that would lose data.
 * Only the engine knows both sides: it calls the check in each preview and each up that would change the
 * fact, before anything that depends on the returned resource. Nothing stands in the cluster, a destroy
 * is never checked, and a refusal leaves state and cluster as they were.
 */
export function remember<T extends Config>(
  name: string,
  fact: T,
  check: {
    subject: string;
    transition: Transition<T>;
    /** Tells what is wrong about making something new with it. Defaults to nothing. */
    first?: (wanted: T, place: Place) => void;
    path?: string;
  },
  options: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const hook = (when: string, find: (args: pulumi.ResourceHookArgs, place: Place) => void) =>
    new pulumi.ResourceHook(
      `lgtm:${name}${when}`,
      (args) => {
        const problems = new Problems();
        find(args, new Place(check.path ?? "", problems));
        problems.throwIfAny(check.subject);
      },
      { onDryRun: true },
    );
  const { first, transition } = check;
  const hooks = hasHooks() && {
    beforeUpdate: [
      hook("", ({ oldInputs, newInputs }, place) => {
        transition(oldInputs?.input as T, newInputs?.input as T, place);
      }),
    ],
    ...(first && {
      beforeCreate: [
        hook(":first", ({ newInputs }, place) => {
          first(newInputs?.input as T, place);
        }),
      ],
    }),
  };
  return new pulumi.Stash(name, { input: fact }, { ...options, ...(hooks && { hooks }) });
}

/** Pulumi's mocks, by which programs are tested, say that they have hooks and wait for ever when one is registered. */
function hasHooks(): boolean {
  return "registerResourceHook" in (pulumi.runtime.getMonitor() ?? {});
}
