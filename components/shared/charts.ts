import type * as pulumi from "@pulumi/pulumi";
import { CHARTS, type ChartName } from "../versions";
import { type SecretRef, secretRefField } from "./credentials";
import { duration, oneOf, text, url } from "./fields";
import { secret } from "./input-fields";
import { type Field, type Fields, object, optional, withDefault } from "./shape";
import type { Duration } from "./units";

/** How the objects of a chart come into the cluster. */
export const ChartDelivery = {
  /** As a Helm release: hooks run, `helm` knows it, and a preview shows its values. */
  Release: "release",
  /** As single objects that Pulumi manages: a preview shows each of them, hooks do not run. */
  Chart: "chart",
} as const;
export type ChartDelivery = (typeof ChartDelivery)[keyof typeof ChartDelivery];

/** What differs for one chart. */
export interface ChartSourceArgs {
  /** Repository of this chart, https:// or oci://. Defaults to the one for all charts, or else the official one. */
  repository?: string;
  /** Folder or .tgz file of this chart. Defaults to none. */
  path?: string;
  /** Version of this chart. Defaults to the one that its values were written for. */
  version?: string;
  /** How this chart is installed, "release" or "chart". Defaults to the way of all charts. */
  delivery?: ChartDelivery;
}

/** Where charts come from and how they are installed. */
export interface ChartsArgs {
  /** Repository of all charts, for a mirror, https:// or oci://. Defaults to each chart's official one. */
  repository?: string;
  /** Folder with a folder or .tgz file a chart, as `npm run charts -- pull` makes it; then no network is needed. Defaults to none. */
  directory?: string;
  /** What differs for single charts, by the chart's name. Defaults to nothing. */
  sources?: Partial<Record<ChartName, ChartSourceArgs>>;
  /** User for the repositories that are not the official ones. Defaults to none. */
  username?: string;
  /** Password of that user. Defaults to none. */
  password?: pulumi.Input<string>;
  /** A Secret of yours in the namespace of the charts that holds the password, instead of `password`. It must be there before, so you adopt the namespace. Defaults to none. */
  passwordSecret?: SecretRef;
  /** "release" or "chart". Defaults to "release". */
  delivery?: ChartDelivery;
  /** How long a chart's pods may take to become ready before the installation is undone. Many replicas change one after the other. Defaults to 1 hour. */
  timeout?: Duration;
}

/** The same with every default filled in. */
export interface ChartSettings extends Omit<ChartsArgs, "delivery" | "timeout" | "sources"> {
  sources: Partial<Record<ChartName, ChartSourceArgs>>;
  delivery: ChartDelivery;
  timeout: Duration;
}

/** How a chart is installed. What is said of one chart goes before what is said of all. */
export function deliveryOf(chart: ChartName, { sources, delivery }: ChartSettings): ChartDelivery {
  return sources[chart]?.delivery ?? delivery;
}

/** An example for messages. */
const CHARTS_PASSWORD: SecretRef = { name: "charts", key: "password" };

export function chartsField(): Field<ChartSettings> {
  const delivery = oneOf(Object.values(ChartDelivery));
  const source = optional(
    object<ChartSourceArgs>({
      repository: optional(repository()),
      path: optional(filePath()),
      version: optional(text()),
      delivery: optional(delivery),
    }),
  );
  const names = Object.keys(CHARTS) as ChartName[];
  const sources = Object.fromEntries(names.map((name) => [name, source])) as Fields<
    ChartSettings["sources"]
  >;
  const fields = object<ChartSettings>({
    repository: optional(repository()),
    directory: optional(filePath()),
    sources: object(sources),
    username: optional(text()),
    password: optional(
      secret({ minLength: 1, orElse: "a key of a Secret under `charts.passwordSecret`" }),
    ),
    passwordSecret: optional(secretRefField(CHARTS_PASSWORD)),
    delivery: withDefault(delivery, ChartDelivery.Release),
    timeout: withDefault(duration({ min: "1m", example: "1h" }), "1h"),
  });
  return {
    keys: fields.keys,
    read(value, place) {
      const charts = fields.read(value, place);
      if (charts.repository !== undefined && charts.directory !== undefined) {
        place.at("directory").tell({
          given: "both",
          allowed: "one of `repository` and `directory`, not both",
          write: "only one",
        });
      }
      const { password, passwordSecret } = charts;
      if (password !== undefined && passwordSecret !== undefined) {
        place
          .at("passwordSecret")
          .refuse(
            passwordSecret.name,
            "one of `password` and `passwordSecret`, not both",
            "only one",
          );
      }
      const needsUser = (password ?? passwordSecret) !== undefined && !place.isRefused;
      if (needsUser && charts.username === undefined) {
        place.at("username").refuse(undefined, "a user beside the password", "the user's name");
      }
      return charts;
    },
  };
}

function filePath(): Field<string> {
  return text({ pattern: /^\P{Cc}+$/u, allowed: "a path without control characters" });
}

function repository(): Field<string> {
  return url("oci://mirror.example.com/charts", {
    pattern: /^(https?|oci):\/\/[^\s/@?#]+(\/[^\s?#]*)?$/,
    allowed:
      "an https://, http:// or oci:// URL with a host, without user, query or fragment, its port at most 65535",
  });
}
