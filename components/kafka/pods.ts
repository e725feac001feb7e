import type { Config, ConfigValue } from "../shared/merge";
import { metricsAnnotations } from "../shared/scrape-annotations";
import { ZONE_LABEL } from "../shared/zones";
import type { InClusterKafkaSpec } from "./kafka-args";

/**
 * Security of every container of Strimzi's. Said here and not by the operator's own setting, so that it holds under
 * an operator of somebody else as well. The images write outside of their volumes: the root is not read-only.
 */
export const RESTRICTED_CONTAINER: Config = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
};

/** What all pods have in common, in the words of Strimzi's templates. `metricsPort` is where they tell metrics. */
export function podTemplate(spec: InClusterKafkaSpec, metricsPort: number): Config {
  const { tolerations, priorityClassName, imagePullSecrets, affinity } = spec;
  return {
    metadata: {
      annotations: { ...metricsAnnotations({ port: metricsPort }), ...spec.annotations },
    },
    enableServiceLinks: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    affinity: { ...(affinity as Config), nodeAffinity: nodeAffinity(spec) },
    ...(tolerations.length > 0 && { tolerations: tolerations as ConfigValue[] }),
    ...(priorityClassName && { priorityClassName }),
    ...(imagePullSecrets.length > 0 && {
      imagePullSecrets: imagePullSecrets.map((name) => ({ name })),
    }),
  };
}

/** Strimzi's templates have no node selector: what it would say stands here, beside the zones and in every term of the user's. */
function nodeAffinity({ nodeSelector, zones, affinity }: InClusterKafkaSpec): Config {
  const nodes = { "kubernetes.io/os": "linux", ...nodeSelector };
  const wanted = [
    ...Object.entries(nodes).map(([key, value]) => ({ key, operator: "In", values: [value] })),
    ...(zones.length > 0 ? [{ key: ZONE_LABEL, operator: "In", values: zones }] : []),
  ];
  const given = (affinity?.nodeAffinity ?? {}) as GivenNodeAffinity;
  const terms = given.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [{}];
  return {
    ...given,
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: terms.map((term) => ({
        ...term,
        matchExpressions: [...(term.matchExpressions ?? []), ...wanted],
      })),
    },
  };
}

/** The part of Kubernetes' type that is looked into. */
interface GivenNodeAffinity {
  requiredDuringSchedulingIgnoredDuringExecution?: {
    nodeSelectorTerms: (Config & { matchExpressions?: Config[] })[];
  };
}

/** Keeps the nodes of a pool apart: in zones that are named surely, otherwise where the cluster can. */
export function spread({ zones, name }: InClusterKafkaSpec, pool: string): Config {
  const apart = (topologyKey: string, whenUnsatisfiable: string) => ({
    topologyKey,
    maxSkew: 1,
    whenUnsatisfiable,
    labelSelector: { matchLabels: { "strimzi.io/cluster": name, "strimzi.io/pool-name": pool } },
  });
  return {
    topologySpreadConstraints: [
      // A volume stays in its zone: a broker that begins in the wrong one never leaves it.
      apart(ZONE_LABEL, zones.length > 0 ? "DoNotSchedule" : "ScheduleAnyway"),
      apart("kubernetes.io/hostname", "ScheduleAnyway"),
    ],
  };
}
