import assert from "node:assert/strict";
import { parse } from "yaml";
import { environmentNames } from "../../cli/environments";
import { withoutContentHash } from "../../components/shared/pod";
import { type KubernetesObject, type RenderedRelease } from "../../cli/render/render";
import { checkAlloyConfig } from "../support/alloy-config";
import type { ProgramName } from "../../components/shared/config-check/key-table";
import { checkYamlConfig } from "../support/config-keys";
import { renderingOf, renderingWith } from "../support/rendering";

/** Backends whose own configuration is a YAML file. */
const PRODUCTS: readonly ProgramName[] = ["loki", "mimir", "tempo", "pyroscope"];

for (const name of environmentNames()) {
  describe(`configuration of ${name} against the pinned versions`, () => {
    let objects: KubernetesObject[];
    let releases: RenderedRelease[];

    before(async () => {
      ({ objects, releases } = await renderingOf(name));
    });

    for (const product of PRODUCTS) {
      it(`has only keys and types that ${product} knows`, () => {
        const config = inValues(releases, product) ?? inConfigMap(objects, product);
        assert.deepEqual(checkYamlConfig(product, config), []);
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
    const { objects } = await renderingWith({
      "lgtm:tempo": {
        config: { ingester: { trace_idle_period: "5s" } },
        configCheck: "warn",
      },
    });
    const [problem, ...more] = checkYamlConfig("tempo", inConfigMap(objects, "tempo"));
    assert.match(problem!, /"ingester"; allowed: a key that Tempo 3\.0\.3 has here/);
    assert.deepEqual(more, []);
  });

  it("would find an argument that Alloy does not know", async () => {
    const config = 'loki.write "mine" { endpoint { ulr = "http://x" } }';
    const { objects } = await renderingWith({
      "lgtm:alloyGateway": { config, configCheck: "warn" },
    });
    const problems = checkAlloyConfig(file(objects, "alloy-gateway-config", "config.alloy"));
    assert.ok(
      problems.some((p) => /"?ulr"?.*url/.test(p)),
      problems.join("\n"),
    );
  });
});

/** The configuration that a chart is handed, which all four charts take under the same key. */
function inValues(releases: readonly RenderedRelease[], product: ProgramName): unknown {
  const values = releases.find((release) => release.name === product)?.values as
    Record<string, { structuredConfig?: unknown }> | undefined;
  return values?.[product]?.structuredConfig;
}

/** The configuration of a backend that no chart makes. */
function inConfigMap(objects: readonly KubernetesObject[], product: ProgramName): unknown {
  return parse(file(objects, `${product}-config`, "config.yaml"));
}

/** A file out of a rendered ConfigMap. */
function file(objects: readonly KubernetesObject[], configMap: string, key: string): string {
  const found = objects.find(
    (o) => o.kind === "ConfigMap" && withoutContentHash(o.metadata.name) === configMap,
  );
  const content = (found?.data as Record<string, string> | undefined)?.[key];
  assert.ok(content, `no file ${key} in a ConfigMap ${configMap}`);
  return content;
}
