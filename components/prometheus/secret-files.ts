import type { SecretRules } from "../shared/clear-secrets";

/** Below it each Secret has a folder of its name. */
export const PROMETHEUS_SECRETS = "/etc/prometheus-secrets";

/** Prometheus replaces nothing in its configuration, but reads from a file whatever is a secret. */
export const IN_CONFIG_MAP: SecretRules = {
  paths: /(\.tls_config\.key|_certificate_key)$/,
  // Labels are data: one that is called "token" is none.
  free: ["labels", "external_labels"],
  allowed: "the name of a file, for this configuration lies in a ConfigMap",
  write: `the form that ends in _file, with "${PROMETHEUS_SECRETS}/NAME/KEY", and its Secret in \`secrets\``,
};
