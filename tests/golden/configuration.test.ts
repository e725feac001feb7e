import assert from "node:assert/strict";
import { parse } from "yaml";
import { environmentNames, readEnvironment } from "../../cli/environments";
import { type KubernetesObject, renderEnvironment } from "../../cli/render/render";
import { checkAlloyConfig } from "../support/alloy-check";
import { type Product, checkYamlConfig } from "../support/config-keys";

/** The ConfigMap and the key under which each backend's own configuration stands. */
const YAML_CONFIGS: readonly { product: Product; configMap: string; key: string }[] = [
  { product: "loki", configMap: "loki-config", key: "config.yaml" },
  { product: "mimir", configMap: "mimir-config", key: "config.yaml" },
  { product: "tempo", configMap: "tempo-config", key: "config.yaml" },
  { product: "pyroscope", configMap: "pyroscope-config", key: "config.yaml" },
];

for (const name of environmentNames()) {
  describe(`configuration of ${name} against the pinned versions`, () => {
    let objects: KubernetesObject[];

    before(async () => {
      ({ objects } = await renderEnvironment(readEnvironment(name)));
    });

    for (const { product, configMap, key } of YAML_CONFIGS) {
      it(`has only keys and types that ${product} knows`, () => {
        assert.deepEqual(checkYamlConfig(product, parse(file(objects, configMap, key))), []);
      });
    }

    for (const configMap of ["alloy-gateway-config", "alloy-agent-config"]) {
      it(`has only components and arguments that Alloy knows in ${configMap}`, () => {
        assert.deepEqual(checkAlloyConfig(file(objects, configMap, "config.alloy")), []);
      });
    }
  });
}

describe("configuration checks", () => {
  it("would find a key that the pinned version does not know", async () => {
    const { objects } = await renderEnvironment({
      name: "dev",
      file: "",
      config: { "lgtm:tempo": { config: { ingester: { trace_idle_period: "5s" } } } },
    });
    const [problem, ...more] = checkYamlConfig(
      "tempo",
      parse(file(objects, "tempo-config", "config.yaml")),
    );
    assert.match(problem!, /"ingester" is not a key of Tempo 3\.0\.3/);
    assert.deepEqual(more, []);
  });

  it("would find an argument that Alloy does not know", async () => {
    const config = 'loki.write "mine" { endpoint { ulr = "http://x" } }';
    const { objects } = await renderEnvironment({
      name: "dev",
      file: "",
      config: { "lgtm:alloyGateway": { config } },
    });
    const problems = checkAlloyConfig(file(objects, "alloy-gateway-config", "config.alloy"));
    assert.ok(
      problems.some((p) => /"?ulr"?.*url/.test(p)),
      problems.join("\n"),
    );
  });
});

/** A file out of a rendered ConfigMap. */
function file(objects: readonly KubernetesObject[], configMap: string, key: string): string {
  const found = objects.find((o) => o.kind === "ConfigMap" && o.metadata.name === configMap);
  const content = (found?.data as Record<string, string> | undefined)?.[key];
  assert.ok(content, `no file ${key} in a ConfigMap ${configMap}`);
  return content;
}
