import type { ReleaseSpec } from "../../shared/chart-release";
import { merge } from "../../shared/merge";
import { OperatorCrds, type PrometheusOperatorSpec } from "./operator-args";
import { prometheusOperatorValues } from "./values";

/** The releases, in the order in which they are installed: the operator's kinds, then the operator. Pure. */
export function prometheusOperatorReleases(spec: PrometheusOperatorSpec): ReleaseSpec[] {
  return [...crdReleases(spec), stackRelease(spec)];
}

/** The kinds as a layer of their own: Helm never upgrades those that a chart brings along. */
export function crdReleases({
  name,
  namespace,
  charts,
  crds,
}: PrometheusOperatorSpec): ReleaseSpec[] {
  if (crds === OperatorCrds.External) return [];
  const chart = "prometheus-operator-crds";
  // Whoever takes the release away by hand does not take the kinds, and with them everything of theirs.
  const values = { crds: { annotations: { "helm.sh/resource-policy": "keep" } } };
  return [{ chart, name: `${name}-operator-crds`, namespace, charts, values }];
}

export function stackRelease(spec: PrometheusOperatorSpec): ReleaseSpec {
  const { name, namespace, charts } = spec;
  return {
    chart: "kube-prometheus-stack",
    name,
    namespace,
    charts,
    values: merge(prometheusOperatorValues(spec), spec.values),
    skipCrds: true,
  };
}
