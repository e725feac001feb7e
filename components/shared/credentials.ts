import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { type StringMap, annotated, objectLabels } from "./labels";
import { objectName, text } from "./fields";
import { createSecret } from "./secret";
import { type Field, object } from "./shape";

/** A key of a Secret. */
export interface SecretRef {
  /** Name of the Secret. */
  name: string;
  /** Key in the Secret. */
  key: string;
}

/** The field that reads a `SecretRef`. */
export function secretRefField(example: SecretRef): Field<SecretRef> {
  return object<SecretRef>({
    name: objectName(example.name),
    key: text({
      pattern: /^(?!\.$|\.\.)[-._a-zA-Z0-9]{1,253}$/,
      allowed:
        "the key of a Secret: 1 to 253 letters, digits, dashes, dots and underscores, not beginning with two dots",
      example: example.key,
    }),
  });
}

/** The text in a key of a Secret's data. `missing` makes the error where there is no such key. */
export function secretText(
  data: Readonly<Record<string, string>> | undefined,
  key: string,
  missing: (why: string) => Error,
): string {
  const value = data?.[key];
  if (value !== undefined) return Buffer.from(value, "base64").toString("utf8");
  const has = Object.keys(data ?? {}).sort();
  throw missing(`has no key "${key}"; it has: ${has.join(", ") || "none"}`);
}

/** A secret text that we keep in a Secret, in every namespace whose pods read it. */
export interface CredentialSpec extends SecretRef {
  namespaces: readonly string[];
  instance: string;
  labels: StringMap;
  annotations: StringMap;
  /** The text. One of 32 letters and digits is generated where none is given. */
  value?: pulumi.Input<string>;
  /** Other keys of the same Secret that are no secret, such as a user name. */
  plain?: StringMap;
}

/** Creates the Secrets, all with the same text, and generates the text where none is given. */
export function createCredential(
  name: string,
  spec: CredentialSpec,
  options: pulumi.CustomResourceOptions,
): k8s.core.v1.SecretPatch[] {
  const value = pulumi.secret(
    // Letters and digits only: it must survive headers, URLs, environment variables and shells.
    spec.value ??
      new random.RandomPassword(
        name,
        { length: 32, special: false },
        { parent: options.parent, protect: options.protect },
      ).result,
  );
  return spec.namespaces.map((namespace, i) =>
    createSecret(
      i === 0 ? name : `${name}-${namespace}`,
      {
        metadata: {
          name: spec.name,
          namespace,
          labels: objectLabels({ name: spec.name, instance: spec.instance }, spec.labels),
          ...annotated(spec.annotations),
        },
        texts: { ...spec.plain, [spec.key]: value },
      },
      options,
    ),
  );
}
