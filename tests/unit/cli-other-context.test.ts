import assert from "node:assert/strict";
import type { Stack } from "@pulumi/pulumi/automation";
import { CommandError } from "../../cli/command-error";
import { contextsOf, refuseOtherContext } from "../../cli/engine/other-context";

const STACK = {
  urn: "urn:pulumi:prod::lgtm::pulumi:pulumi:Stack::lgtm-prod",
  type: "pulumi:pulumi:Stack",
};

function provider(name: string, context?: string) {
  const type = "pulumi:providers:kubernetes";
  const urn = `urn:pulumi:prod::lgtm::${type}::${name}`;
  return { urn, type, id: `id-${name}`, inputs: context === undefined ? {} : { context } };
}

function object(name: string, { urn, id }: ReturnType<typeof provider>) {
  const type = "kubernetes:core/v1:ConfigMap";
  const inputs = { context: "not a provider's" };
  return {
    urn: `urn:pulumi:prod::lgtm::${type}::${name}`,
    type,
    custom: true,
    inputs,
    provider: `${urn}::${id}`,
  };
}

/** A chart that is delivered as single objects: a component, which has no provider. */
const chart = {
  urn: "urn:pulumi:prod::lgtm::kubernetes:helm.sh/v4:Chart::loki",
  type: "kubernetes:helm.sh/v4:Chart",
  custom: false,
};

/** A stack with this state. */
function stackWith(...resources: object[]): Stack {
  const exportStack = () => Promise.resolve({ version: 3, deployment: { resources } });
  return { name: "prod", exportStack } as unknown as Stack;
}

const eu = provider("default", "eu");
const unnamed = provider("default");

describe("a stack that was brought up on another context", () => {
  it("is refused with both, and what to do", async () => {
    const stack = stackWith(STACK, eu, object("a", eu), object("b", eu));
    await assert.rejects(
      refuseOtherContext(stack, "us"),
      (error) =>
        error instanceof CommandError &&
        error.message ===
          '--context us: prod was brought up on another context, "eu", and a stack has one cluster. ' +
            "Nothing was changed: write --context eu to go on there, or give this context an environment of its own: " +
            "copy Pulumi.prod.yaml to Pulumi.NAME.yaml and write --env NAME.",
    );
  });

  it("is refused too where its state does not name it", async () => {
    await assert.rejects(
      refuseOtherContext(stackWith(STACK, unnamed, object("a", unnamed)), "us"),
      /another context, an unnamed one, .*: name it with `pulumi config set kubernetes:context NAME` and/,
    );
  });

  it("is the same one where its objects are on this context", async () => {
    await refuseOtherContext(stackWith(STACK, eu, object("a", eu)), "eu");
  });

  it("is the same one where a chart is delivered as single objects", async () => {
    await refuseOtherContext(stackWith(STACK, eu, chart, object("a", eu)), "eu");
  });

  it("may go anywhere as long as it has no objects", async () => {
    await refuseOtherContext(stackWith(), "us");
    await refuseOtherContext(stackWith(STACK, eu), "us");
  });

  it("has the contexts of those providers that made its objects", () => {
    const us = provider("second", "us");
    assert.deepEqual(contextsOf([eu, us, object("a", us), object("b", us)]), ["us"]);
    assert.deepEqual(contextsOf([eu, us, object("a", us), object("b", eu)]), ["us", "eu"]);
  });
});
