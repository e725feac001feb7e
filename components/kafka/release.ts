import type { ReleaseSpec } from "../shared/chart-release";
import { imageBeside, pinnedTag } from "../shared/images";
import { PLATFORM_LABELS } from "../shared/labels";
import { type Config, type ConfigValue, merge } from "../shared/merge";
import { metricsAnnotations } from "../shared/scrape-annotations";
import { type InClusterKafkaSpec, KafkaOperator, type KafkaSpec } from "./kafka-args";

/** The operator's chart, where it is ours. Pure: equal specs give equal releases. */
export function kafkaReleases(spec: KafkaSpec): ReleaseSpec[] {
  if (spec.kind === "external" || spec.operator === KafkaOperator.External) return [];
  const { namespace, charts } = spec;
  return [
    {
      chart: "strimzi-kafka-operator",
      name: `${spec.name}-operator`,
      namespace,
      charts,
      values: merge<Config>(operatorValues(spec), spec.values),
    },
  ];
}

function operatorValues(spec: InClusterKafkaSpec): Config {
  const { labels, annotations, tolerations, imagePullSecrets, priorityClassName } = spec;
  const operator = imageBeside(spec, "strimziOperator");
  const tag = pinnedTag(operator);
  const ours = { ...labels, ...PLATFORM_LABELS };
  return {
    defaultImageRegistry: operator.registry,
    // All that is made of the operator's image: what it runs beside Kafka, what starts before Kafka, and itself.
    topicOperator: { image: { tag } },
    userOperator: { image: { tag } },
    kafkaInit: { image: { tag } },
    image: {
      tag,
      imagePullPolicy: operator.pullPolicy,
      ...(imagePullSecrets.length > 0 && {
        imagePullSecrets: imagePullSecrets.map((name) => ({ name })),
      }),
    },
    // Its own namespace only: it needs no rights in others.
    watchAnyNamespace: false,
    kubernetesServiceDnsDomain: spec.clusterDomain,
    enableServiceLinks: false,
    // A limit of CPU slows down Java's start, so that its probes fail. The memory is the heap's and what is around it.
    resources: {
      requests: { cpu: "100m", memory: "384Mi" },
      limits: { cpu: null, memory: "512Mi" },
    },
    labels: ours,
    deploymentLabels: ours,
    annotations: { ...metricsAnnotations({ port: 8080 }), ...annotations },
    ...(Object.keys(annotations).length > 0 && { deploymentAnnotations: annotations }),
    nodeSelector: { "kubernetes.io/os": "linux", ...spec.nodeSelector },
    ...(tolerations.length > 0 && { tolerations: tolerations as ConfigValue[] }),
    ...(spec.affinity && { affinity: spec.affinity as Config }),
    ...(priorityClassName && { priorityClassName }),
  };
}
