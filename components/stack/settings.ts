import type * as pulumi from "@pulumi/pulumi";
import type { CommonArgs, RetentionArgs } from "./stack-args";
import { type ChartSettings, chartsField } from "../shared/charts";
import { placementFields } from "../shared/component-args";
import { type SecretRef, secretRefField } from "../shared/credentials";
import { isGiven } from "../shared/given";
import { NamespaceMode, type NamespaceSettings, namespaceField } from "../shared/namespace";
import {
  annotationMap,
  boolean,
  objectName,
  duration,
  labelMap,
  ownLabelMap,
  labelValue,
  oneOf,
} from "../shared/fields";
import { secret } from "../shared/input-fields";
import { imageDigestsField, imageRegistry } from "../shared/images";
import type { Place } from "../shared/place";
import {
  type Field,
  type Fields,
  listOf,
  object,
  optional,
  requiredMap,
  withDefault,
} from "../shared/shape";
import { stackStorageField } from "../storage/stack-storage-field";
import type { StackStorage } from "../storage/stack-storage";
import { tolerationsField } from "../shared/tolerations";
import { type Topology, topologyField } from "../shared/topology";
import { ReclaimPolicy } from "../shared/workload-args";
import { zonesField } from "../shared/zones";

/** The parts of the stack, by the name of their args. */
export const PART_NAMES = [
  "loki",
  "mimir",
  "tempo",
  "pyroscope",
  "grafana",
  "prometheus",
  "kubeStateMetrics",
  "nodeExporter",
  "alloyGateway",
  "alloyAgent",
  "beyla",
  "rolloutOperator",
] as const;
export type PartName = (typeof PART_NAMES)[number];

/** The Secrets that the stack makes where the user names none of his own. */
export const GRAFANA_ADMIN: SecretRef = { name: "grafana-admin", key: "password" };
export const GRAFANA_KEY: SecretRef = { name: "grafana-secret-key", key: "key" };
export const INGEST_TOKEN: SecretRef = { name: "ingest-token", key: "token" };

/** A part's args as they were given: the part's own reader checks them. */
export type GivenPart = Readonly<Record<string, unknown>>;

/** The stack's own args with every default filled in; the parts' are still as they were given. */
export interface StackSettings extends Record<PartName, GivenPart> {
  topology: Topology;
  zones: string[];
  charts: ChartSettings;
  chartsPassword?: pulumi.Input<string>;
  objectStorage: StackStorage;
  /** As it was given: its own reader checks it. Nothing where there is none. */
  kafka?: GivenPart;
  cluster: string;
  environment: string;
  clusterDomain: string;
  namespace: NamespaceSettings;
  agentsNamespace: NamespaceSettings;
  retention: RetentionArgs;
  common: CommonArgs;
  grafanaAdminPassword?: pulumi.Input<string>;
  grafanaAdminSecret?: SecretRef;
  ingestToken?: pulumi.Input<string>;
  ingestTokenSecret?: SecretRef;
}

/** Reads everything but the parts' own args, and what must hold between them. */
export function readSettings(args: unknown, place: Place): StackSettings {
  const settings = object<StackSettings>({
    topology: topologyField(),
    zones: zonesField(),
    charts: stackChartsField(),
    chartsPassword: optional(
      secret({ minLength: 1, orElse: "a key of a Secret under `charts.passwordSecret`" }),
    ),
    objectStorage: stackStorageField(),
    kafka: kafkaField(),
    cluster: withDefault(labelValue("kubernetes"), "kubernetes"),
    environment: withDefault(labelValue("default"), "default"),
    clusterDomain: placementFields("").clusterDomain,
    namespace: namespaceField("monitoring"),
    agentsNamespace: namespaceField("monitoring-agents"),
    retention: retentionField(),
    common: commonField(),
    grafanaAdminPassword: optional(secret({ minLength: 8 })),
    grafanaAdminSecret: optional(secretRefField(GRAFANA_ADMIN)),
    ingestToken: optional(secret({ minLength: 16, ...TOKEN_LETTERS })),
    ingestTokenSecret: optional(secretRefField(INGEST_TOKEN)),
    ...(Object.fromEntries(PART_NAMES.map((name) => [name, partField])) as Fields<
      Record<PartName, GivenPart>
    >),
  }).read(args, place);
  checkNamespaces(settings, place);
  checkOneSource(settings, "grafanaAdminPassword", "grafanaAdminSecret", place);
  checkOneSource(settings, "ingestToken", "ingestTokenSecret", place);
  checkChartsPassword(args, settings, place);
  return settings;
}

/** What a bearer token may consist of (RFC 6750): it must survive headers and their parsers. */
const TOKEN_LETTERS = {
  pattern: /^[-A-Za-z0-9._~+/]+=*$/,
  letters: "letters, digits and -._~+/",
};

/** The password of a stack is a key of its own, so that it can be encrypted: what is in a map of a stack file can not. */
function stackChartsField(): Field<ChartSettings> {
  const charts = chartsField();
  return {
    keys: charts.keys,
    read(value, place) {
      const read = charts.read(value, place.with({}, ["password"]));
      const password = place.at("password");
      if (read.password !== undefined && !password.isBad) {
        password.tell({
          given: "a password",
          allowed: "nothing in this map, which is readable in the stack file",
          write: "`chartsPassword`, as `pulumi config set --secret lgtm:chartsPassword` does",
        });
      }
      return { ...read, password: undefined };
    },
  };
}

/** Nothing given is a part with all defaults. */
const partField: Field<GivenPart> = withDefault(requiredMap<GivenPart>(), {});

/** Kafka, unless there is none. */
function kafkaField(): Field<GivenPart | undefined> {
  const given = withDefault(requiredMap<GivenPart>(), NO_KAFKA);
  return {
    read(value, place) {
      const kafka = given.read(value, place);
      return kafka.kind === NO_KAFKA.kind ? undefined : kafka;
    },
  };
}

const NO_KAFKA = { kind: "none" };

function retentionField(): Field<RetentionArgs> {
  const any = optional(duration({ example: "30d" }));
  return object<RetentionArgs>({ metrics: any, logs: any, traces: any, profiles: any });
}

function commonField(): Field<CommonArgs> {
  return object<CommonArgs>({
    labels: ownLabelMap(),
    annotations: annotationMap(),
    nodeSelector: labelMap(),
    tolerations: tolerationsField(),
    imageRegistry: optional(imageRegistry()),
    imageDigests: imageDigestsField(),
    imagePullSecrets: listOf(objectName("registry-credentials")),
    persistence: object<NonNullable<CommonArgs["persistence"]>>({
      storageClass: optional(objectName("standard")),
      whenDeleted: optional(oneOf(Object.values(ReclaimPolicy))),
      protect: optional(boolean()),
    }),
  });
}

function checkNamespaces({ namespace, agentsNamespace }: StackSettings, place: Place): void {
  if (namespace.name !== agentsNamespace.name) return;
  place
    .at("agentsNamespace")
    .at("name")
    .refuse(
      agentsNamespace.name,
      "another namespace than `namespace`, whose Pod Security refuses the agents",
      `"${namespace.name}-agents"`,
    );
}

function checkOneSource(
  settings: StackSettings,
  value: "grafanaAdminPassword" | "ingestToken",
  reference: "grafanaAdminSecret" | "ingestTokenSecret",
  place: Place,
): void {
  const secretName = settings[reference]?.name;
  if (settings[value] === undefined || secretName === undefined) return;
  place
    .at(reference)
    .refuse(secretName, `one of \`${value}\` and \`${reference}\`, not both`, "only one of them");
}

/** A Secret with it is read before anything is made, a namespace of ours included. */
function checkChartsPassword(
  args: unknown,
  { charts, chartsPassword, namespace }: StackSettings,
  place: Place,
): void {
  const { passwordSecret } = charts;
  if (passwordSecret === undefined) return;
  if (chartsPassword !== undefined) {
    place
      .at("charts")
      .at("passwordSecret")
      .refuse(
        passwordSecret.name,
        "one of `chartsPassword` and `charts.passwordSecret`, not both",
        "only one of them",
      );
  }
  if (namespace.mode === NamespaceMode.Create) {
    const allowed = "a namespace that is there before, with the Secret of `charts.passwordSecret`";
    const given = isGiven(args, "namespace", "mode") ? namespace.mode : undefined;
    place.at("namespace").at("mode").refuse(given, allowed, `"${NamespaceMode.Adopt}"`);
  }
}
