import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ChartSettings } from "./charts";
import type { SecretRef } from "./credentials";

/** Password of the user of chart repositories, a secret in the state; nothing where there is none. */
export function chartsPassword(
  name: string,
  { namespace, charts }: { namespace: string; charts: ChartSettings },
  { parent, provider }: pulumi.CustomResourceOptions,
): pulumi.Output<string> | undefined {
  const { password, passwordSecret } = charts;
  if (password !== undefined) return pulumi.secret(password);
  if (passwordSecret === undefined) return undefined;
  const found = k8s.core.v1.Secret.get(
    `${name}-charts-password`,
    `${namespace}/${passwordSecret.name}`,
    { parent, provider, additionalSecretOutputs: ["data", "stringData"] },
  );
  return pulumi.secret(
    pulumi
      .all([found.metadata, found.data])
      .apply(([metadata, data]) => textIn(passwordSecret, namespace, metadata, data)),
  );
}

/** What a Secret has in a key. Nothing was read where a program runs without an engine. */
function textIn(
  { name, key }: SecretRef,
  namespace: string,
  metadata: unknown,
  data: Record<string, string> | undefined,
): string {
  if (metadata === undefined) return "";
  const value = data?.[key];
  if (value === undefined) {
    const has = Object.keys(data ?? {})
      .sort()
      .join(", ");
    throw new pulumi.RunError(
      `charts.passwordSecret: the Secret ${namespace}/${name} has no key "${key}"; it has: ${has || "none"}`,
    );
  }
  return Buffer.from(value, "base64").toString("utf8");
}
