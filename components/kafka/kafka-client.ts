import type { types } from "@pulumi/kubernetes";
import { type SecretRef, secretRefField } from "../shared/credentials";
import { HOST_AND_PORT, objectName, oneOf, text } from "../shared/fields";
import type { Place } from "../shared/place";
import { type Field, object, optional } from "../shared/shape";
import { quotedList } from "../shared/shown";
import type { MountedSecret } from "../shared/workload-spec";

/** How a client proves to Kafka who it is. */
export const SaslMechanism = {
  Plain: "PLAIN",
  ScramSha256: "SCRAM-SHA-256",
  ScramSha512: "SCRAM-SHA-512",
} as const;
export type SaslMechanism = (typeof SaslMechanism)[keyof typeof SaslMechanism];

/** A user of Kafka. */
export interface KafkaSasl {
  /** "PLAIN", "SCRAM-SHA-256" or "SCRAM-SHA-512". */
  mechanism: SaslMechanism;
  /** Name of the user. */
  username: string;
  /** The Secret that holds the password, in the namespace of the backends. */
  passwordSecret: SecretRef;
}

/** Encryption of what goes to Kafka and comes from it. */
export interface KafkaTls {
  /** The Secret with the CA that signed the brokers' certificates, in the namespace of the backends. Defaults to the system's own CAs. */
  caSecret?: SecretRef;
  /** Name of a Secret of type `kubernetes.io/tls` with the client's own certificate. Defaults to none. */
  clientSecret?: string;
}

/** How a backend reaches Kafka. */
export interface KafkaClient {
  /** Brokers to begin with: `host:port`, several with commas between them. */
  address: string;
  /** The user. Defaults to none: the listener asks for no name. */
  sasl?: KafkaSasl;
  /** Encryption; `{}` is enough for brokers with public certificates. Defaults to none. */
  tls?: KafkaTls;
}

/** The fields that read a `KafkaClient`. */
export const KAFKA_CLIENT_FIELDS = {
  address: text({
    pattern: new RegExp(`^${HOST_AND_PORT}(,${HOST_AND_PORT})*$`),
    allowed: "host:port, several with commas and no blanks between them, each port from 1 to 65535",
    example: "kafka-kafka-bootstrap.monitoring.svc:9092",
  }),
  sasl: optional(
    object<KafkaSasl>({
      mechanism: oneOf(Object.values(SaslMechanism)),
      username: text({ example: "lgtm" }),
      passwordSecret: secretRefField({ name: "kafka-password", key: "password" }),
    }),
  ),
  tls: optional(
    object<KafkaTls>({
      caSecret: optional(secretRefField({ name: "kafka-ca", key: "ca.crt" })),
      clientSecret: optional(objectName("kafka-client")),
    }),
  ),
};

/** Reads a `KafkaClient`. */
export function kafkaClientField(): Field<KafkaClient> {
  return object<KafkaClient>(KAFKA_CLIENT_FIELDS);
}

/** What the Kafka client of a program can do. */
export interface KafkaAbilities {
  /** The name of the program and its version, for messages. */
  program: string;
  mechanisms: readonly SaslMechanism[];
  tls: boolean;
  /** Whether it takes more than one address. */
  addresses: boolean;
}

/** Refuses what the program's client cannot do, which it would not even say: it has no such key. */
export function refuseUnable(client: KafkaClient, abilities: KafkaAbilities, place: Place): void {
  if (place.isBad) return;
  const { program, mechanisms, tls, addresses } = abilities;
  if (!addresses && client.address.includes(",")) {
    place
      .at("address")
      .refuse(client.address, `one address for ${program}`, "one name that leads to all brokers");
  }
  const mechanism = client.sasl?.mechanism;
  if (mechanism !== undefined && !mechanisms.includes(mechanism)) {
    const known = `${quotedList(mechanisms)} for ${program}`;
    const write = `${quotedList(mechanisms)}, or a listener without users behind a NetworkPolicy`;
    place.at("sasl").at("mechanism").refuse(mechanism, known, write);
  }
  if (client.tls !== undefined && !tls) {
    const write = "the address of a listener without TLS, in a network that is safe without";
    place.at("tls").refuse(client.tls, `no TLS for ${program}, whose client has none`, write);
  }
}

/** Environment variable with the user's password, where there is a user. */
export const KAFKA_PASSWORD_VARIABLE = "KAFKA_PASSWORD";

/** Files of the certificates, where there are such. */
const CA_FOLDER = "/etc/kafka-client/ca";
const CLIENT_FOLDER = "/etc/kafka-client/certificate";

/** What a pod needs so that the program in it may use Kafka. */
export interface KafkaAccess {
  /** The password, from its Secret. */
  env: types.input.core.v1.EnvVar[];
  /** Certificates. */
  secrets: MountedSecret[];
  /** Paths of the mounted files. */
  files: { ca?: string; certificate?: string; key?: string };
}

/** Pure: equal clients give equal access. */
export function kafkaAccess({ sasl, tls }: KafkaClient): KafkaAccess {
  const password = sasl?.passwordSecret;
  const ca = tls?.caSecret;
  const own = tls?.clientSecret;
  return {
    env: password
      ? [{ name: KAFKA_PASSWORD_VARIABLE, valueFrom: { secretKeyRef: { ...password } } }]
      : [],
    secrets: [
      ...(ca ? [{ secret: ca.name, directory: CA_FOLDER, keys: [ca.key] }] : []),
      ...(own ? [{ secret: own, directory: CLIENT_FOLDER, keys: ["tls.crt", "tls.key"] }] : []),
    ],
    files: {
      ...(ca && { ca: `${CA_FOLDER}/${ca.key}` }),
      ...(own && { certificate: `${CLIENT_FOLDER}/tls.crt`, key: `${CLIENT_FOLDER}/tls.key` }),
    },
  };
}
