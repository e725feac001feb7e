import assert from "node:assert/strict";
import {
  type KafkaAbilities,
  type KafkaClient,
  SaslMechanism,
  kafkaAccess,
  kafkaClientField,
  refuseUnable,
} from "../../components/kafka/kafka-client";
import { refusals } from "../support/resolved";

const SASL = {
  mechanism: SaslMechanism.ScramSha512,
  username: "lgtm",
  passwordSecret: { name: "kafka", key: "password" },
};
const PLAIN_ONLY: KafkaAbilities = {
  program: "Tempo 3.0.3",
  mechanisms: [SaslMechanism.Plain],
  tls: false,
  addresses: false,
};
const EVERYTHING: KafkaAbilities = {
  program: "Mimir 3.2.0",
  mechanisms: Object.values(SaslMechanism),
  tls: true,
  addresses: true,
};

/** What a program with these abilities says about a client. */
function told(client: KafkaClient, abilities: KafkaAbilities): string[] {
  return refusals((_name, _args, place) => {
    refuseUnable(client, abilities, place.at("kafka"));
  }, {});
}

describe("a client of Kafka", () => {
  const everything: KafkaClient = { address: "a:9092,b:9092", sasl: SASL, tls: {} };

  it("is told all that its program cannot do", () => {
    assert.deepEqual(told(everything, PLAIN_ONLY), [
      'kafka.address: got "a:9092,b:9092"; allowed: one address for Tempo 3.0.3; write one name that leads to all brokers',
      'kafka.sasl.mechanism: got "SCRAM-SHA-512"; allowed: "PLAIN" for Tempo 3.0.3; write "PLAIN", or a listener without users behind a NetworkPolicy',
      "kafka.tls: got {}; allowed: no TLS for Tempo 3.0.3, whose client has none; write the address of a listener without TLS, in a network that is safe without",
    ]);
  });

  it("is left alone where its program can", () => {
    assert.deepEqual(told(everything, EVERYTHING), []);
    const plain = { ...SASL, mechanism: SaslMechanism.Plain };
    assert.deepEqual(told({ address: "a:9092", sasl: plain }, PLAIN_ONLY), []);
  });

  it("gets its password from the environment, and each certificate from a folder of its own", () => {
    const tls = { caSecret: { name: "kafka-ca", key: "ca.crt" }, clientSecret: "kafka-client" };
    assert.deepEqual(kafkaAccess({ ...everything, tls }), {
      env: [
        {
          name: "KAFKA_PASSWORD",
          valueFrom: { secretKeyRef: { name: "kafka", key: "password" } },
        },
      ],
      secrets: [
        { secret: "kafka-ca", directory: "/etc/kafka-client/ca", keys: ["ca.crt"] },
        {
          secret: "kafka-client",
          directory: "/etc/kafka-client/certificate",
          keys: ["tls.crt", "tls.key"],
        },
      ],
      files: {
        ca: "/etc/kafka-client/ca/ca.crt",
        certificate: "/etc/kafka-client/certificate/tls.crt",
        key: "/etc/kafka-client/certificate/tls.key",
      },
    });
    assert.deepEqual(kafkaAccess({ address: "a:9092", tls: {} }), {
      env: [],
      secrets: [],
      files: {},
    });
  });

  it("names brokers by host and port", () => {
    const problems = (address: string) =>
      refusals((_name, _args, place) => kafkaClientField().read({ address }, place), {}).length;
    for (const good of ["a:1", "kafka.mon.svc:9092", "10.0.0.1:9092,b-2:65535"]) {
      assert.equal(problems(good), 0, good);
    }
    for (const bad of ["a", "a:0", "a:9092,", "a:9092, b:9092", "kafka://a:9092", "a:909211"]) {
      assert.equal(problems(bad), 1, bad);
    }
  });
});
