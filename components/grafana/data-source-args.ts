import { withoutSecrets } from "../shared/clear-secrets";
import type { Config } from "../shared/merge";
import { boolean, text } from "../shared/fields";
import { inFile, plainMap } from "../shared/plain-data";
import { type Field, object, optional } from "../shared/shape";
import { IN_CONFIG_MAP } from "./secret-references";

/** A data source, as Grafana's provisioning takes it. */
export type DataSource = {
  /** Its name for people. */
  name: string;
  /** Its name for dashboards and links. */
  uid: string;
  /** The plugin's id, such as "prometheus". */
  type: string;
  /** Where Grafana's server reaches it, without a password. */
  url: string;
  /** Whether panels use it that name none. */
  isDefault?: boolean;
  /** The user by whose name a database is asked. Its password is `secureJsonData.password`. */
  user?: string;
  /** Whether HTTP requests carry `basicAuthUser` and `secureJsonData.basicAuthPassword`. */
  basicAuth?: boolean;
  /** The user of basic authentication. */
  basicAuthUser?: string;
  /** What the plugin understands. Grafana replaces `$NAME`: write `$$` where it shall stay. No secrets. */
  jsonData?: Config;
  /** The plugin's secrets: each value is `$__file{/etc/grafana-secrets/NAME/KEY}`, and that Secret one of `secrets`. */
  secureJsonData?: Record<string, string>;
};

export function dataSourceField(): Field<DataSource> {
  return object<DataSource>({
    name: text(),
    uid: text({
      pattern: /^[-_a-zA-Z0-9]{1,40}$/,
      allowed: "1 to 40 letters, digits, dashes and underscores",
      example: "orders-db",
    }),
    type: text(),
    url: withoutSecrets(text(), IN_CONFIG_MAP),
    isDefault: optional(boolean()),
    user: optional(text()),
    basicAuth: optional(boolean()),
    basicAuthUser: optional(text()),
    jsonData: withoutSecrets(plainMap(inFile(IN_CONFIG_MAP.write)), IN_CONFIG_MAP),
    secureJsonData: plainMap(inFile(IN_CONFIG_MAP.write)),
  });
}
