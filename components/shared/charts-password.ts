import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ChartSettings } from "./charts";
import { secretText } from "./credentials";

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
  const { name: secret, key } = passwordSecret;
  const missing = (why: string) =>
    new pulumi.RunError(`charts.passwordSecret: the Secret ${namespace}/${secret} ${why}`);
  // Nothing is read where a program runs without an engine.
  const text = pulumi
    .all([found.metadata, found.data])
    .apply(([metadata, data]) => ((metadata as unknown) ? secretText(data, key, missing) : ""));
  return pulumi.secret(text);
}
