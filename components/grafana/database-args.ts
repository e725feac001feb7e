import { type SecretRef, secretRefField } from "../shared/credentials";
import { hostAndPort, oneOf, text } from "../shared/fields";
import type { Place } from "../shared/place";
import { type Field, byKind, optional, withDefault } from "../shared/shape";

/** How the connection to a database is encrypted. */
export const SslMode = {
  /** Encrypted, whoever answers. */
  Require: "require",
  /** By a server whose certificate a known CA has signed. */
  VerifyCa: "verify-ca",
  /** By this very server. */
  VerifyFull: "verify-full",
  /** Not at all. */
  Disable: "disable",
} as const;
export type SslMode = (typeof SslMode)[keyof typeof SslMode];

/** A PostgreSQL database that is there already, version 12 or newer. */
export interface PostgresArgs {
  kind: "postgres";
  /** Its server: `host:port`. */
  host: string;
  /** Name of the database. Defaults to "grafana". */
  name?: string;
  /** The user that owns it. Defaults to "grafana". */
  user?: string;
  /** The Secret that holds the user's password, in Grafana's namespace. */
  passwordSecret: SecretRef;
  /** "require", "verify-ca", "verify-full" or "disable". Defaults to "require". */
  sslMode?: SslMode;
  /** The Secret with the CA that signed the server's certificate. Defaults to the system's own CAs. */
  caSecret?: SecretRef;
}

/** Where Grafana keeps users, dashboards and alerts, if not in a file of its own. */
export type GrafanaDatabaseArgs = PostgresArgs;

/** The same with every default filled in. */
export type GrafanaDatabase = PostgresArgs &
  Required<Pick<PostgresArgs, "name" | "user" | "sslMode">>;

export function databaseField(): Field<GrafanaDatabase | undefined> {
  const identifier = (example: string) =>
    text({
      pattern: /^[A-Za-z0-9_][-A-Za-z0-9_.]{0,62}$/,
      allowed:
        "1 to 63 letters, digits, dashes, dots and underscores, beginning with a letter, a digit or an underscore",
      example,
    });
  const database = byKind<GrafanaDatabase>({
    postgres: {
      host: hostAndPort("postgres.databases.svc:5432"),
      name: withDefault(identifier("grafana"), "grafana"),
      user: withDefault(identifier("grafana"), "grafana"),
      passwordSecret: secretRefField({ name: "grafana-database", key: "password" }),
      sslMode: withDefault(oneOf(Object.values(SslMode)), SslMode.Require),
      caSecret: optional(secretRefField({ name: "grafana-database", key: "ca.crt" })),
    },
  });
  return optional({
    read(value, place) {
      const read = database.read(value, place);
      refuseUnusedCa(read, place.at("caSecret"));
      return read;
    },
  });
}

function refuseUnusedCa({ sslMode, caSecret }: GrafanaDatabase, place: Place): void {
  if (sslMode !== SslMode.Disable || caSecret === undefined || place.isBad) return;
  place.refuse(caSecret, 'nothing with sslMode "disable"', 'sslMode "verify-full", or no CA');
}
