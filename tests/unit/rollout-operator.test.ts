import assert from "node:assert/strict";
import { RolloutOperator } from "../../components/rollout-operator/rollout-operator";
import { resolveRolloutOperator } from "../../components/rollout-operator/rollout-operator-args";
import { at } from "../support/deployed";
import { find, listed, record } from "../support/mocks";
import { refusals } from "../support/resolved";

it("The rollout operator is one release with its CRDs, named after its namespace", async () => {
  const resources = await record(() => {
    new RolloutOperator("test", { namespace: "mon", values: { minReadySeconds: 1 } });
  });
  assert.deepEqual(listed(resources), [
    "kubernetes:helm.sh/v3:Release test",
    "lgtm:index:RolloutOperator test",
  ]);
  const { inputs, parent } = find(resources, "kubernetes:helm.sh/v3:Release", "test");
  assert.equal(parent, "lgtm:index:RolloutOperator test");
  assert.equal(inputs.chart, "rollout-operator");
  assert.equal(inputs.skipCrds, false);
  assert.equal(at(inputs.values, "fullnameOverride"), "mon-rollout-operator");
  assert.equal(
    at(inputs.values, "webhooks.selfSignedCertSecretName"),
    "rollout-operator-certificate",
  );
  assert.equal(at(inputs.values, "minReadySeconds"), 1);
});

it("The rollout operator takes no replicas, of which it has one", () => {
  const [line, ...others] = refusals(resolveRolloutOperator, { replicas: 2 });
  assert.deepEqual(others, []);
  assert.match(line!, /^replicas: got "replicas"; allowed: one of "namespace", /);
});
