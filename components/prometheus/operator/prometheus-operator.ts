import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { createRelease } from "../../shared/chart-release";
import { after, childOptions, resolveOrThrow } from "../../shared/component-args";
import { type PrometheusEndpoints, operatedPrometheusEndpoints } from "../../shared/endpoints";
import { annotated, objectLabels } from "../../shared/labels";
import { createSecret } from "../../shared/secret";
import { toYaml } from "../../shared/yaml";
import type { ScrapeConfig } from "../scrape-config";
import { scrapeJobs } from "../scrape-jobs";
import {
  type PrometheusOperatorArgs,
  type PrometheusOperatorSpec,
  resolvePrometheusOperator,
} from "./operator-args";
import { crdReleases, stackRelease } from "./release";
import { SCRAPE_JOBS } from "./server";
import { monitorName, serviceMonitor, withoutMonitored } from "./service-monitors";

/**
 * Prometheus run by its operator, in replicas that all scrape everything. It scrapes the same targets with the same
 * labels as `Prometheus` does, and everything for which there is a ServiceMonitor, PodMonitor or ScrapeConfig.
 *
 * ```ts
 * const prometheus = new PrometheusOperator("metrics", {
 *   namespace: "monitoring",
 *   remoteWriteUrl: mimir.endpoints.push,
 * });
 * ```
 */
export class PrometheusOperator extends pulumi.ComponentResource {
  /** Where the last day can be queried. */
  readonly endpoints: PrometheusEndpoints;

  constructor(name: string, args: PrometheusOperatorArgs, opts?: pulumi.ComponentResourceOptions) {
    const spec = resolveOrThrow("PrometheusOperator", name, args, resolvePrometheusOperator);
    super("lgtm:index:PrometheusOperator", name, {}, opts);

    const options = childOptions(this, opts);
    const kinds = createKinds(name, spec, options);
    const jobs = createScrapeJobs(name, spec, options);
    const release = createRelease(name, stackRelease(spec), {
      ...after(options, [...kinds, jobs]),
      ...(spec.persistence.protect && { protect: true }),
    });
    createMonitors(name, spec, after(options, [release]));
    this.endpoints = operatedPrometheusEndpoints(spec);
    this.registerOutputs({ endpoints: this.endpoints });
  }
}

/** With the kinds goes everything of them in the whole cluster, whoever made it: they are never deleted. */
function createKinds(
  name: string,
  spec: PrometheusOperatorSpec,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  return crdReleases(spec).map((release) =>
    createRelease(`${name}-crds`, release, { ...options, protect: true, retainOnDelete: true }),
  );
}

/** All that this Prometheus scrapes without a monitor. Pure. */
export function operatedScrapeJobs(spec: PrometheusOperatorSpec): ScrapeConfig[] {
  return withoutMonitored([...scrapeJobs(spec), ...spec.extraScrapeConfigs], spec);
}

/** The operator reads scrape jobs of a Secret only. There is none in them: they name files. */
function createScrapeJobs(
  name: string,
  spec: PrometheusOperatorSpec,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource {
  return createSecret(
    `${name}-${SCRAPE_JOBS.suffix}`,
    {
      metadata: metadata(spec, `${spec.name}-${SCRAPE_JOBS.suffix}`),
      texts: { [SCRAPE_JOBS.key]: toYaml(operatedScrapeJobs(spec)) },
    },
    options,
  );
}

function createMonitors(
  name: string,
  spec: PrometheusOperatorSpec,
  options: pulumi.CustomResourceOptions,
): void {
  for (const service of spec.serviceMonitors) {
    new k8s.apiextensions.CustomResource(
      `${name}-${monitorName(service)}`,
      {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "ServiceMonitor",
        metadata: metadata(spec, monitorName(service)),
        spec: serviceMonitor(service),
      },
      options,
    );
  }
}

function metadata(
  { instance, namespace, labels, annotations }: PrometheusOperatorSpec,
  name: string,
) {
  return {
    name,
    namespace,
    labels: objectLabels({ name, instance }, labels),
    ...annotated(annotations),
  };
}
