import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { createRelease } from "../shared/chart-release";
import { after, childOptions, resolveOrThrow } from "../shared/component-args";
import { kafkaEndpoints } from "../shared/endpoints";
import { annotated } from "../shared/labels";
import { STRIMZI_API, type StrimziObject, kafkaCluster, nodePools, topicObject } from "./cluster";
import {
  type InClusterKafkaSpec,
  type KafkaArgs,
  type KafkaSpec,
  resolveKafka,
} from "./kafka-args";
import type { KafkaClient } from "./kafka-client";
import { type KafkaTopic, kafkaTopics } from "./kafka-topics";
import { kafkaReleases } from "./release";

/**
 * Kafka, which keeps what Tempo and Mimir have not yet written into their buckets. In the cluster it is run by Strimzi;
 * with `kind: "external"` nothing is created and `topics` says what must be there.
 *
 * ```ts
 * const kafka = new Kafka("kafka", {
 *   kind: "incluster",
 *   namespace: "monitoring",
 *   consumers: [{ topic: "tempo-traces", partitions: 3, replay: "12h" }],
 * });
 * ```
 */
export class Kafka extends pulumi.ComponentResource {
  /** How backends reach it. */
  readonly client: KafkaClient;
  /** The topics of its consumers, as they must be. */
  readonly topics: KafkaTopic[];

  constructor(name: string, args: KafkaArgs, opts?: pulumi.ComponentResourceOptions) {
    const spec = resolveOrThrow("Kafka", name, args, resolveKafka);
    super("lgtm:index:Kafka", name, {}, opts);

    this.client = kafkaClient(spec);
    this.topics = topicsOf(spec);
    if (spec.kind === "incluster") createCluster(name, spec, this.topics, childOptions(this, opts));
    this.registerOutputs({ client: this.client, topics: this.topics });
  }
}

/** How backends reach this Kafka. Pure. */
export function kafkaClient(spec: KafkaSpec): KafkaClient {
  if (spec.kind === "incluster") return { address: kafkaEndpoints(spec).bootstrap };
  const { address, sasl, tls } = spec;
  return { address, ...(sasl && { sasl }), ...(tls && { tls }) };
}

function topicsOf(spec: KafkaSpec): KafkaTopic[] {
  // Of a Kafka that is not ours we only know that it should keep three copies.
  return kafkaTopics(spec.consumers, spec.kind === "incluster" ? spec : { brokers: 3 });
}

function createCluster(
  name: string,
  spec: InClusterKafkaSpec,
  topics: KafkaTopic[],
  options: pulumi.CustomResourceOptions,
): void {
  const releases = kafkaReleases(spec).map((release) =>
    createRelease(`${name}-operator`, release, options),
  );
  const operated = after(options, releases);
  // What is deleted takes the data of all consumers along.
  const kept = { ...operated, ...(spec.persistence.protect && { protect: true }) };
  const pools = nodePools(spec).map((pool) =>
    create(`${name}-${pool.name}`, spec, pool, false, kept),
  );
  const cluster = create(name, spec, kafkaCluster(spec), spec.awaitReady, after(kept, pools));
  // Deleted before Kafka is: without its topic operator a topic would never go.
  for (const topic of topics) {
    const object = topicObject(spec, topic);
    create(`${name}-${topic.name}`, spec, object, spec.awaitReady, after(kept, [cluster]));
  }
}

function create(
  name: string,
  { namespace, annotations }: InClusterKafkaSpec,
  { kind, name: objectName, labels, spec }: StrimziObject,
  awaitReady: boolean,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource {
  return new k8s.apiextensions.CustomResource(
    name,
    {
      apiVersion: STRIMZI_API,
      kind,
      metadata: {
        name: objectName,
        namespace,
        labels,
        // An empty map would be a change for ever: the API server keeps none.
        ...annotated({ ...annotations, ...(awaitReady && READY) }),
      },
      spec,
    },
    options,
  );
}

/** Annotations by which Pulumi waits for an operator's verdict; pulling images and forming a quorum take their time. */
const READY = { "pulumi.com/waitFor": "condition=Ready", "pulumi.com/timeoutSeconds": "900" };
