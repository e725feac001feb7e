import * as pulumi from "@pulumi/pulumi";
import { createRelease } from "../shared/chart-release";
import { childOptions, resolveOrThrow } from "../shared/component-args";
import { rolloutOperatorReleases } from "./release";
import { type RolloutOperatorArgs, resolveRolloutOperator } from "./rollout-operator-args";

/**
 * Changes the StatefulSets of distributed backends one zone after the other, and lets no pod go that holds the last
 * copies of something. One a namespace: its webhooks are named after it. Backends with zones come after it.
 *
 * ```ts
 * const operator = new RolloutOperator("rollouts", { namespace: "monitoring" });
 * ```
 */
export class RolloutOperator extends pulumi.ComponentResource {
  constructor(name: string, args: RolloutOperatorArgs, opts?: pulumi.ComponentResourceOptions) {
    const spec = resolveOrThrow("RolloutOperator", name, args, resolveRolloutOperator);
    super("lgtm:index:RolloutOperator", name, {}, opts);

    for (const release of rolloutOperatorReleases(spec)) {
      createRelease(name, release, childOptions(this, opts));
    }
    this.registerOutputs({});
  }
}
