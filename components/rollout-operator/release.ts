import type { ReleaseSpec } from "../shared/chart-release";
import { chartImage, ownImage } from "../shared/images";
import { asValues } from "../shared/kubernetes-values";
import { PLATFORM_LABELS } from "../shared/labels";
import { type Config, merge } from "../shared/merge";
import { resourceRequirements } from "../shared/pod";
import { containerSecurity, podSecurity } from "../shared/pod-security";
import { metricsAnnotations } from "../shared/scrape-annotations";
import type { RolloutOperatorSpec } from "./rollout-operator-args";

/** The user of the image. */
const USER = 10001;

/** Port of its metrics. */
const METRICS_PORT = 8001;

/** The chart, once a namespace however many backends want it. Pure: equal specs give equal releases. */
export function rolloutOperatorReleases(spec: RolloutOperatorSpec): ReleaseSpec[] {
  return [
    {
      chart: "rollout-operator",
      name: spec.name,
      namespace: spec.namespace,
      values: merge(rolloutOperatorValues(spec), spec.values),
      charts: spec.charts,
    },
  ];
}

function rolloutOperatorValues(spec: RolloutOperatorSpec): Config {
  const { name, namespace, labels, annotations, priorityClassName } = spec;
  const ours = { ...labels, ...PLATFORM_LABELS };
  return {
    // Its cluster role is named so too, and must not be that of another namespace's.
    fullnameOverride: `${namespace}-${name}`,
    image: chartImage(ownImage(spec)),
    imagePullSecrets: spec.imagePullSecrets.map((secret) => ({ name: secret })),
    global: { commonLabels: ours },
    podLabels: ours,
    annotations,
    podAnnotations: { ...metricsAnnotations({ port: METRICS_PORT }), ...annotations },
    podSecurityContext: asValues(podSecurity(USER)),
    securityContext: asValues(containerSecurity()),
    resources: asValues(resourceRequirements(spec.resources)),
    nodeSelector: { "kubernetes.io/os": "linux", ...spec.nodeSelector },
    ...asValues({ tolerations: spec.tolerations, affinity: spec.affinity ?? {} }),
    ...(priorityClassName && { priorityClassName }),
    // It makes the Secret itself, and by default calls it "certificate".
    webhooks: { selfSignedCertSecretName: `${name}-certificate` },
  };
}
