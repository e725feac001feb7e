import { PORTS } from "../shared/endpoints";
import { merge } from "../shared/merge";
import type { GrafanaSpec } from "./grafana-args";
import type { Ini } from "./ini";
import { replicationIni } from "./replication";
import { secretReference } from "./secret-references";

/** Where the volume is mounted: the database, unless it is elsewhere, and plugins that users install. */
export const GRAFANA_DATA = "/var/lib/grafana";

/** Beside the image's own /etc/grafana: a volume over that folder would hide its other files. */
export const GRAFANA_CONFIG = "/etc/grafana-config";

export const GRAFANA_PROVISIONING = "/etc/grafana/provisioning";

/** grafana.ini. Pure: equal specs give equal files. */
export function grafanaConfig(spec: GrafanaSpec): Ini {
  return merge<Ini>(
    {
      paths: { data: GRAFANA_DATA, provisioning: GRAFANA_PROVISIONING },
      server: { http_port: PORTS.grafana.http, ...served(spec.externalUrl) },
      security: {
        admin_user: "admin",
        admin_password: secretReference(spec.adminSecret),
        // Its own default is the same for everybody, and known to everybody.
        ...(spec.secretKey && { secret_key: secretReference(spec.secretKey) }),
        disable_gravatar: true,
        // Browsers that reach it over TLS never send the session anywhere else.
        ...(spec.externalUrl?.startsWith("https://") && { cookie_secure: true }),
      },
      log: { mode: "console" },
      "log.console": { format: "json" },
      ...quiet(),
      ...replicationIni(spec),
    },
    spec.config,
  );
}

/** Everything by which Grafana would speak to the world outside, at start or later, off. */
function quiet(): Ini {
  return {
    analytics: {
      reporting_enabled: false,
      check_for_updates: false,
      check_for_plugin_updates: false,
      feedback_links_enabled: false,
    },
    news: { news_feed_enabled: false },
    snapshots: { external_enabled: false },
    plugins: {
      // Grafana 13 has its own data sources as bundled plugins and replaces them by newer downloads at start. On a
      // read-only file system that leaves it without them; without a network it retries for ever.
      preinstall_disabled: true,
      preinstall_auto_update: false,
      public_key_retrieval_disabled: true,
    },
  };
}

/** How it is reached from outside, by which it writes links and redirects. */
function served(externalUrl: string | undefined): Ini[string] {
  if (externalUrl === undefined) return {};
  const hasPath = new URL(externalUrl).pathname !== "/";
  return { root_url: externalUrl, ...(hasPath && { serve_from_sub_path: true }) };
}
