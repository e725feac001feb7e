import assert from "node:assert/strict";
import { resolveRolloutOperator } from "../../components/rollout-operator/rollout-operator-args";
import { rolloutOperatorReleases } from "../../components/rollout-operator/release";
import { podsOf, unknownImages, unrestricted, unsized } from "../support/charts/chart-pods";
import {
  type ChartObject,
  officialProblems,
  renderOfficial,
  renderOfficialText,
} from "../support/charts/official";
import { at } from "../support/deployed";
import { resolved } from "../support/resolved";

const release = (args: object = {}) =>
  rolloutOperatorReleases(resolved(resolveRolloutOperator, args))[0]!;

const EVERYTHING = {
  labels: { team: "platform" },
  annotations: { note: "mine" },
  nodeSelector: { disk: "fast" },
  tolerations: [{ operator: "Exists" }],
  imagePullSecrets: ["pull"],
  priorityClassName: "high",
  image: { registry: "mirror.example.com" },
};

describe("the chart rollout-operator", () => {
  for (const args of [{}, EVERYTHING]) {
    it(`has every key that is set, in ${JSON.stringify(args).slice(0, 30)}`, function () {
      assert.deepEqual(officialProblems(this, release(args)), []);
    });
  }

  it("makes a pod that obeys `restricted`, has a size, and runs the image that we name", async function () {
    const objects = await renderOfficial(this, release());
    const pods = podsOf(objects);
    assert.equal(pods.length, 1);
    assert.deepEqual(pods.flatMap(unrestricted), []);
    assert.deepEqual(pods.flatMap(unsized), []);
    assert.deepEqual(unknownImages(objects), []);
    assert.equal(pods[0]!.metadata.annotations?.["prometheus.io/port"], "8001");
    assert.equal(pods[0]!.metadata.labels["app.kubernetes.io/part-of"], "lgtm");
  });

  it("takes image, secrets and place from the user", async function () {
    const [pod] = podsOf(await renderOfficial(this, release(EVERYTHING)));
    const [container] = pod!.spec.containers;
    assert.equal(container!.image, "mirror.example.com/grafana/rollout-operator:v0.39.0");
    assert.deepEqual(pod!.spec.imagePullSecrets, [{ name: "pull" }]);
    assert.equal(at(pod!.spec, "nodeSelector.disk"), "fast");
    assert.deepEqual(pod!.spec.tolerations, [{ operator: "Exists" }]);
    assert.equal(pod!.spec.priorityClassName, "high");
    assert.equal(pod!.metadata.labels.team, "platform");
  });

  it("calls nothing in the cluster as another namespace's does", async function () {
    const names = (objects: ChartObject[]) =>
      objects
        .filter(({ kind }) => /^Cluster|Webhook/.test(kind))
        .map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    const ours = names(await renderOfficial(this, release()));
    const theirs = names(await renderOfficial(this, release({ namespace: "other" })));
    assert.equal(ours.length, 6);
    assert.deepEqual(
      ours.filter((name) => theirs.includes(name)),
      [],
    );
  });

  it("asks its webhooks about its own namespace alone", async function () {
    const objects = await renderOfficial(this, release());
    const webhooks = objects.filter(({ kind }) => kind.endsWith("WebhookConfiguration"));
    assert.equal(webhooks.length, 4);
    for (const { metadata, webhooks: list } of webhooks) {
      for (const webhook of list as object[]) {
        const selector = at(webhook, "namespaceSelector.matchLabels");
        assert.deepEqual(selector, { "kubernetes.io/metadata.name": "monitoring" }, metadata.name);
        assert.equal(at(webhook, "clientConfig.caBundle"), undefined);
      }
    }
  });

  it("is the same twice, and has no hooks", async function () {
    const first = await renderOfficialText(this, release());
    assert.equal(await renderOfficialText(this, release()), first);
    assert.ok(!first.includes("helm.sh/hook"));
  });

  it("brings the CRDs without which it does not start", async function () {
    const objects = await renderOfficial(this, release(), ["--include-crds"]);
    const crds = objects.filter(({ kind }) => kind === "CustomResourceDefinition");
    assert.deepEqual(crds.map(({ metadata }) => metadata.name).sort(), [
      "replicatemplates.rollout-operator.grafana.com",
      "zoneawarepoddisruptionbudgets.rollout-operator.grafana.com",
    ]);
  });
});
