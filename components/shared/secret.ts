import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { after } from "./component-args";
import type { StringMap } from "./labels";

/** A Secret of ours. */
export interface SecretSpec {
  metadata: { name: string; namespace: string; labels: StringMap; annotations?: StringMap };
  /** Texts by their key. */
  texts: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * Creates a Secret whose content changes in place. The provider replaces a Secret with other content: it deletes the old
 * one first, and a pod that starts in between, or after an `up` that was killed in between, finds none. So the Secret
 * itself is declared without content, and a patch owns that. What is returned exists when the content does.
 */
export function createSecret(
  name: string,
  { metadata, texts }: SecretSpec,
  options: pulumi.CustomResourceOptions,
): k8s.core.v1.SecretPatch {
  const secret = new k8s.core.v1.Secret(name, { metadata, type: "Opaque" }, options);
  const entries = Object.entries(texts).map(([key, text]) => [key, base64(text)]);
  return new k8s.core.v1.SecretPatch(
    `${name}-data`,
    {
      metadata: { name: metadata.name, namespace: metadata.namespace },
      data: Object.fromEntries(entries) as Record<string, pulumi.Input<string>>,
    },
    after(options, [secret]),
  );
}

function base64(text: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.secret(text).apply((plain) => Buffer.from(plain).toString("base64"));
}
