import { type SecretRules, refuseClear } from "../shared/clear-secrets";
import type { SecretRef } from "../shared/credentials";
import { isMap } from "../shared/merge";
import type { Place } from "../shared/place";

/** Where Secrets are mounted, each in a folder of its name. */
export const GRAFANA_SECRETS = "/etc/grafana-secrets";

/** Grafana replaces these in its own configuration and in provisioning files alike. */
export const IN_CONFIG_MAP: SecretRules = {
  references: /\$(__(file|env|vault))?\{[^}]+\}/g,
  // What plugins keep in `secureJsonData`, beside what any program would call a secret.
  paths: /\.jsonData[.[].*(HeaderValue\d+|(access|client)_?key)("\])?$/i,
  allowed: "a reference, for this file lies in a ConfigMap",
  write: `"$__file{${GRAFANA_SECRETS}/NAME/KEY}" and its Secret in \`secrets\``,
};

/** The path of the file that has a value of a Secret. */
export function secretFile({ name, key }: SecretRef): string {
  return `${GRAFANA_SECRETS}/${name}/${key}`;
}

/** The same as Grafana reads it in its own files. */
export function secretReference(secret: SecretRef): string {
  return `$__file{${secretFile(secret)}}`;
}

/** Every value must name a file that is mounted: of any other, Grafana would say so only when it starts, and end. */
export function refuseUnmounted(
  values: unknown,
  mounted: readonly SecretRef[],
  place: Place,
): void {
  if (!isMap(values)) return;
  const references = mounted.map(secretReference);
  for (const [key, value] of Object.entries(values)) {
    if (typeof value === "string" && references.includes(value)) continue;
    if (typeof value === "string" && value.startsWith(`$__file{${GRAFANA_SECRETS}/`)) {
      place
        .at(key)
        .refuse(value, "a reference to one of `secrets`", "the Secret's name and key in `secrets`");
    } else {
      refuseClear(place.at(key), IN_CONFIG_MAP);
    }
  }
}
