import assert from "node:assert/strict";
import { resolveKafka } from "../../components/kafka/kafka-args";
import { kafkaReleases } from "../../components/kafka/release";
import { IMAGES } from "../../components/versions";
import { renderOfficial, renderOfficialText } from "../support/charts/official";
import { at } from "../support/deployed";
import { resolved } from "../support/resolved";

const release = (args: object = {}) =>
  kafkaReleases(resolved(resolveKafka, { kind: "incluster", ...args }))[0]!;

interface Container {
  image: string;
  env: { name: string; value?: string }[];
  resources: object;
}

describe("the chart strimzi-kafka-operator", () => {
  async function operator(context: Mocha.Context, args: object = {}) {
    const objects = await renderOfficial(context, release(args));
    const deployment = objects.find(({ kind }) => kind === "Deployment");
    assert.equal(deployment?.metadata.name, "strimzi-cluster-operator");
    const [container] = at(deployment, "spec.template.spec.containers") as [Container];
    const env = (name: string) => container.env.find((e) => e.name === name)?.value ?? "";
    return { deployment, container, env };
  }

  it("runs the images that we name, from the user's registry", async function () {
    const { repository, tag } = IMAGES.strimziOperator;
    const own = await operator(this);
    assert.equal(own.container.image, `quay.io/${repository}:${tag}`);
    const { kafka } = IMAGES;
    const [version] = kafka.tag.split("-").slice(-1);
    const image = `${kafka.repository}:${kafka.tag}`;
    assert.ok(own.env("STRIMZI_KAFKA_IMAGES").includes(`${version}=quay.io/${image}\n`));

    const mirrored = await operator(this, { image: { registry: "mirror.example.com/a" } });
    assert.equal(mirrored.container.image, `mirror.example.com/a/${repository}:${tag}`);
    for (const part of ["TOPIC_OPERATOR", "KAFKA_INIT"]) {
      assert.equal(mirrored.env(`STRIMZI_DEFAULT_${part}_IMAGE`), mirrored.container.image);
    }
    assert.ok(mirrored.env("STRIMZI_KAFKA_IMAGES").includes(`mirror.example.com/a/${image}\n`));
  });

  it("gives its operator memory and no limit of CPU", async function () {
    const { container } = await operator(this);
    assert.deepEqual(container.resources, {
      requests: { cpu: "100m", memory: "384Mi" },
      limits: { memory: "512Mi" },
    });
  });

  it("places its operator where the user says, and hands pull secrets on to Kafka's pods", async function () {
    const { deployment, env } = await operator(this, {
      nodeSelector: { pool: "data" },
      tolerations: [{ operator: "Exists" }],
      priorityClassName: "high",
      imagePullSecrets: ["one", "two"],
      clusterDomain: "example.org",
    });
    const pod = at(deployment, "spec.template.spec");
    assert.deepEqual(at(pod, "nodeSelector"), { "kubernetes.io/os": "linux", pool: "data" });
    assert.deepEqual(at(pod, "tolerations"), [{ operator: "Exists" }]);
    assert.equal(at(pod, "priorityClassName"), "high");
    assert.deepEqual(at(pod, "imagePullSecrets"), [{ name: "one" }, { name: "two" }]);
    assert.equal(env("STRIMZI_IMAGE_PULL_SECRETS"), "one,two");
    assert.equal(env("KUBERNETES_SERVICE_DNS_DOMAIN"), "example.org");
  });

  it("is the same twice, and has no hooks", async function () {
    const first = await renderOfficialText(this, release());
    assert.equal(await renderOfficialText(this, release()), first);
    assert.ok(!first.includes("helm.sh/hook"));
  });
});
