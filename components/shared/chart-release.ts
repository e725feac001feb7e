import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ChartName } from "../versions";
import { chartSource } from "./chart-source";
import { ChartDelivery, type ChartSettings, deliveryOf } from "./charts";
import { chartsPassword } from "./charts-password";
import type { Config } from "./merge";
import { durationSeconds } from "./units";

/** A chart to install, with the values that make it ours. Plain data: no Output, no secret. */
export interface ReleaseSpec {
  chart: ChartName;
  /** Name of the release and of its objects. */
  name: string;
  namespace: string;
  values: Config;
  charts: ChartSettings;
  /** Whether the chart's own CRDs are left out, because somebody else brings them. Defaults to false. */
  skipCrds?: boolean;
}

/**
 * Installs a chart. The only place of this package that creates a Helm release.
 * One that does not become ready in time is undone, so that nothing half-finished stays.
 */
export function createRelease(
  name: string,
  spec: ReleaseSpec,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const { charts, chart } = spec;
  const source = chartSource(chart, charts);
  const common = {
    name: spec.name,
    namespace: spec.namespace,
    chart: source.chart,
    version: source.version,
    values: spec.values,
    skipCrds: spec.skipCrds ?? false,
  };
  const repositoryOpts = {
    ...(source.repository && { repo: source.repository }),
    ...(source.takesCredentials &&
      charts.username !== undefined && {
        username: charts.username,
        password: chartsPassword(name, spec, options),
      }),
  };
  if (deliveryOf(chart, charts) === ChartDelivery.Chart) {
    return new k8s.helm.v4.Chart(
      name,
      { ...common, repositoryOpts },
      {
        parent: options.parent,
        dependsOn: options.dependsOn,
        protect: options.protect,
        retainOnDelete: options.retainOnDelete,
      },
    );
  }
  return new k8s.helm.v3.Release(
    name,
    {
      ...common,
      repositoryOpts,
      atomic: true,
      cleanupOnFail: true,
      timeout: durationSeconds(charts.timeout),
    },
    options,
  );
}
