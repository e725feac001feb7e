import assert from "node:assert/strict";
import { Loki } from "../../components/loki/loki";
import { Mimir } from "../../components/mimir/mimir";
import {
  TELEMETRY_LABELS,
  TRACE_ID_LABEL,
  type TelemetryLabel,
  attributesNamed,
  gatewayAttribute,
} from "../../components/shared/telemetry-labels";
import { Tempo } from "../../components/tempo/tempo";
import { deployed } from "../support/deployed";

const LABELS: readonly TelemetryLabel[] = TELEMETRY_LABELS;
const INDEXED = LABELS.filter((label) => label.logs === "index").map(({ label }) => label);

/** The label that a backend makes of an attribute. */
const labelOf = (attribute: string) => attribute.replaceAll(".", "_");

interface LokiLimits {
  limits_config: {
    otlp_config: {
      resource_attributes: {
        ignore_defaults: boolean;
        attributes_config: { action: string; attributes: string[] }[];
      };
    };
  };
}
interface MimirLimits {
  limits: { promote_otel_resource_attributes: string };
}
interface TempoOverrides {
  overrides: {
    defaults: {
      metrics_generator: {
        processor: { span_metrics: { dimensions: string[] } };
        trace_id_label_name: string;
      };
    };
  };
}

async function lokiAttributes() {
  const config = (await deployed(Loki, {})).config as unknown as LokiLimits;
  return config.limits_config.otlp_config.resource_attributes;
}

async function mimirAttributes(): Promise<string[]> {
  const config = (await deployed(Mimir, {})).config as unknown as MimirLimits;
  return config.limits.promote_otel_resource_attributes.split(",");
}

async function tempoGenerator(cluster?: string) {
  const args = { remoteWriteUrl: "http://mimir/api/v1/push", ...(cluster && { cluster }) };
  const config = (await deployed(Tempo, args)).config as unknown as TempoOverrides;
  return config.overrides.defaults.metrics_generator;
}

describe("The label contract", () => {
  it("is what Loki indexes: every label with few values, and nothing else", async () => {
    const { ignore_defaults, attributes_config } = await lokiAttributes();
    assert.equal(ignore_defaults, true);
    assert.deepEqual(
      attributes_config.map(({ action }) => action),
      ["index_label"],
    );
    const labels = new Set(attributes_config.flatMap((c) => c.attributes).map(labelOf));
    assert.deepEqual([...labels], INDEXED);
  });

  it("is what Mimir promotes: every label, and nothing else", async () => {
    const labels = new Set((await mimirAttributes()).map(labelOf));
    assert.deepEqual(
      [...labels],
      LABELS.map(({ label }) => label),
    );
  });

  it("names every attribute in Mimir that it names in Loki", async () => {
    const promoted = await mimirAttributes();
    const { attributes_config } = await lokiAttributes();
    const missing = attributes_config
      .flatMap((c) => c.attributes)
      .filter((attribute) => !promoted.includes(attribute));
    assert.deepEqual(missing, []);
  });

  it("is what span metrics carry, each label once and the service by Tempo's own name", async () => {
    const { processor } = await tempoGenerator();
    assert.deepEqual(
      processor.span_metrics.dimensions.map(labelOf),
      INDEXED.filter((label) => label !== "service_name"),
    );
  });

  it("leaves the cluster of span metrics to the one that is given for all", async () => {
    const { processor } = await tempoGenerator("prod");
    assert.deepEqual(processor.span_metrics.dimensions, [
      "service.namespace",
      "deployment_environment",
      "namespace",
    ]);
  });

  it("gives a trace's id the same name in exemplars as in logs", async () => {
    assert.equal((await tempoGenerator()).trace_id_label_name, TRACE_ID_LABEL);
  });

  it("has each label once, and no attribute for two labels", () => {
    const twice = (names: string[]) => names.filter((name, i) => names.indexOf(name) !== i);
    assert.deepEqual(twice(LABELS.map(({ label }) => label)), []);
    assert.deepEqual(twice(LABELS.flatMap(({ attributes }) => attributes)), []);
  });
});

describe("An attribute of the label contract", () => {
  const environment: TelemetryLabel = {
    label: "deployment_environment",
    attributes: ["deployment.environment.name", "deployment.environment"],
    logs: "index",
  };
  const service: TelemetryLabel = {
    label: "service_name",
    attributes: ["service.name"],
    logs: "index",
  };

  it("becomes the label when it is the label's name, with dots or without", () => {
    assert.deepEqual(attributesNamed(environment), [
      "deployment_environment",
      "deployment.environment",
    ]);
    assert.deepEqual(attributesNamed(service), ["service_name", "service.name"]);
  });

  it("is the program's own where that gives the label, and else the one that our gateway adds", () => {
    assert.equal(gatewayAttribute(service), "service.name");
    assert.equal(gatewayAttribute(environment), "deployment_environment");
  });
});
