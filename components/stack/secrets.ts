import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { createCredential } from "../shared/credentials";
import type { StackPlan } from "./plan";
import { GRAFANA_KEY } from "./settings";

/** The Secrets that the stack made. */
export interface StackSecrets {
  all: k8s.core.v1.SecretPatch[];
  /** Changes when the token does. Nothing where the Secret is the user's own. */
  tokenVersion?: pulumi.Output<string>;
}

/** Makes the Secrets of the stack that the user has none of his own for. */
export function createSecrets(
  name: string,
  plan: StackPlan,
  options: pulumi.CustomResourceOptions,
): StackSecrets {
  const { settings, adminSecret, tokenSecret } = plan;
  const common = {
    instance: name,
    labels: settings.common.labels ?? {},
    annotations: settings.common.annotations ?? {},
  };
  const admin =
    plan.grafana && !settings.grafanaAdminSecret
      ? createCredential(
          `${name}-grafana-admin`,
          {
            ...common,
            ...adminSecret,
            namespaces: [settings.namespace.name],
            value: settings.grafanaAdminPassword,
            plain: { user: "admin" },
          },
          options,
        )
      : [];
  // What Grafana keeps encrypted with it can be read with no other: it is as worth keeping as the database.
  const keeps = plan.grafana?.spec.persistence.protect ? { ...options, protect: true } : options;
  const key =
    plan.grafana && !settings.grafana.secretKey
      ? createCredential(
          `${name}-grafana-secret-key`,
          { ...common, ...GRAFANA_KEY, namespaces: [settings.namespace.name] },
          keeps,
        )
      : [];
  const token =
    plan.alloyGateway && !settings.ingestTokenSecret
      ? createCredential(
          `${name}-ingest-token`,
          {
            ...common,
            ...tokenSecret,
            // Beyla runs beside the node and sends to the gateway like everybody else.
            namespaces: plan.beyla
              ? [settings.namespace.name, settings.agentsNamespace.name]
              : [settings.namespace.name],
            value: settings.ingestToken,
          },
          options,
        )
      : [];
  return {
    all: [...admin, ...key, ...token],
    // Of the version alone nobody can guess the token, as one could of its hash.
    tokenVersion: token[0]?.metadata.resourceVersion,
  };
}
