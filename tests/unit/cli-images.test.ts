import assert from "node:assert/strict";
import { imageText, parseImage } from "../../cli/images/image";
import { listImages, mirrored, missingImages } from "../../cli/images/list";
import { imagesOfObjects } from "../../cli/images/of-objects";
import { imagesOfValues } from "../../cli/images/of-values";
import type { KubernetesObject, RenderedRelease } from "../../cli/render/render";
import type { ChartName } from "../../components/versions";

const DIGEST = `sha256:${"ab".repeat(32)}`;

function deployment(name: string, ...images: string[]): KubernetesObject {
  const containers = images.map((image, i) => ({ name: `c${i}`, image }));
  const spec = { template: { spec: { containers, initContainers: [] } } };
  return { apiVersion: "apps/v1", kind: "Deployment", metadata: { name }, spec };
}

function release(chart: ChartName, values: unknown): RenderedRelease {
  return { name: chart, chart, version: "1.0.0", values };
}

function ofValues(chart: ChartName, values: unknown): string[] {
  return imagesOfValues(chart, values).map(imageText);
}

describe("images: references", () => {
  const full: [string, string][] = [
    ["nginx", "docker.io/library/nginx:latest"],
    ["grafana/loki:3.7.8", "docker.io/grafana/loki:3.7.8"],
    ["quay.io/a/b:1", "quay.io/a/b:1"],
    ["localhost:5000/b:1", "localhost:5000/b:1"],
    ["registry.k8s.io/pause", "registry.k8s.io/pause:latest"],
    ["mirror.example.com:5000/x/grafana/loki:3", "mirror.example.com:5000/x/grafana/loki:3"],
    [`quay.io/a/b@${DIGEST}`, `quay.io/a/b@${DIGEST}`],
    [`quay.io/a/b:1@${DIGEST}`, `quay.io/a/b:1@${DIGEST}`],
  ];
  for (const [written, meant] of full) {
    it(`${written} is ${meant}`, () => {
      assert.equal(imageText(parseImage(written)), meant);
    });
  }
});

describe("images: of objects", () => {
  it("are those of containers, of init containers and of what an operator makes containers of", () => {
    const objects = [
      deployment("a", "quay.io/a/b:1", "c:2"),
      {
        kind: "DaemonSet",
        spec: { template: { spec: { initContainers: [{ image: "quay.io/init:3" }] } } },
      },
      { kind: "Prometheus", spec: { image: "quay.io/p/p:4" } },
      { kind: "CronJob", spec: { jobTemplate: { spec: { x: [{ image: "quay.io/j:5" }] } } } },
    ];
    assert.deepEqual(imagesOfObjects(objects).map(imageText), [
      "quay.io/a/b:1",
      "docker.io/library/c:2",
      "quay.io/init:3",
      "quay.io/p/p:4",
      "quay.io/j:5",
    ]);
  });

  it("are also told to an operator on its command line", () => {
    const args = ["--namespaces=a", "--prometheus-config-reloader=quay.io/r/r:1"];
    assert.deepEqual(imagesOfObjects([{ kind: "Deployment", args }]).map(imageText), [
      "quay.io/r/r:1",
    ]);
  });

  it("are not what a ConfigMap or a definition holds under that name", () => {
    const objects = [
      { kind: "ConfigMap", data: { image: "not/this:1" } },
      { kind: "CustomResourceDefinition", spec: { image: "nor/this:1" } },
    ];
    assert.deepEqual(imagesOfObjects(objects), []);
  });
});

describe("images: of a chart's values", () => {
  it("stand in maps of registry, repository and tag, at any depth", () => {
    const values = {
      loki: { image: { registry: "docker.io", repository: "grafana/loki", tag: "3.7.8" } },
      gateway: { image: { repository: "docker.io/nginx/unprivileged", tag: "1" } },
      sidecars: [{ image: "quay.io/a/b:1" }],
    };
    assert.deepEqual(ofValues("loki", values), [
      "docker.io/grafana/loki:3.7.8",
      "docker.io/nginx/unprivileged:1",
      "quay.io/a/b:1",
    ]);
  });

  it("carry the digest, however the chart writes it", () => {
    const base = { registry: "docker.io", repository: "a/b" };
    const values = {
      one: { ...base, tag: "1", digest: DIGEST },
      two: { ...base, tag: `1@${DIGEST}` },
      three: { ...base, tag: "1", sha: DIGEST.slice(7) },
    };
    const pinned = `docker.io/a/b:1@${DIGEST}`;
    assert.deepEqual(ofValues("kube-prometheus-stack", values), [pinned, pinned, pinned]);
  });

  it("are none of what is switched off", () => {
    const image = { registry: "quay.io", repository: "a/b", tag: "1" };
    assert.deepEqual(ofValues("loki", { canary: { enabled: false, image } }), []);
    assert.deepEqual(ofValues("loki", { canary: { enabled: true, image } }), ["quay.io/a/b:1"]);
  });

  it("are put together as SeaweedFS and Strimzi do", () => {
    const weed = {
      global: { imageRegistry: "docker.io", seaweedfs: { image: { name: "chrislusf/seaweedfs" } } },
      image: { tag: "4.44" },
    };
    assert.deepEqual(ofValues("seaweedfs", weed), ["docker.io/chrislusf/seaweedfs:4.44"]);
    const strimzi = { defaultImageRegistry: "mirror.example.com", image: { tag: "1.2.0" } };
    assert.deepEqual(ofValues("strimzi-kafka-operator", strimzi), [
      "mirror.example.com/strimzi/operator:1.2.0",
    ]);
  });
});

describe("images: the list of an environment", () => {
  const image = { registry: "docker.io", repository: "grafana/loki", tag: "3.7.8" };

  it("names each once, with all who run it, in the order of its letters", () => {
    const objects = [
      deployment("z", "quay.io/z/z:1"),
      deployment("loki", "docker.io/grafana/loki:3.7.8"),
      deployment("other", "grafana/loki:3.7.8"),
    ];
    const releases = [release("loki", { loki: { image } })];
    assert.deepEqual(listImages({ objects, releases }), [
      {
        name: "loki",
        image: "docker.io/grafana/loki:3.7.8",
        official: "docker.io/grafana/loki:3.7.8",
        usedBy: ["chart loki", "deployment loki", "deployment other"],
      },
      { image: "quay.io/z/z:1", official: "quay.io/z/z:1", usedBy: ["deployment z"] },
    ]);
  });

  it("knows where an image comes from that is taken from a mirror, also from a path in it", () => {
    const taken = [
      "mirror.example.com/grafana/loki:3.7.8",
      `mirror.example.com/cache/prometheus/prometheus:v3@${DIGEST}`,
    ];
    const list = listImages({ objects: [deployment("a", ...taken)], releases: [] });
    assert.deepEqual(
      list.map(({ official }) => official),
      [`quay.io/prometheus/prometheus:v3@${DIGEST}`, "docker.io/grafana/loki:3.7.8"],
    );
  });

  it("says where an image goes in a mirror", () => {
    const target = mirrored("docker.io/library/memcached:1.6", "mirror.example.com:5000/lgtm/");
    assert.equal(target, "mirror.example.com:5000/lgtm/library/memcached:1.6");
  });

  it("lacks what a chart uses although no value says it: that is named", () => {
    const loki = release("loki", { loki: { image } });
    const list = listImages({ objects: [], releases: [loki] });
    const rendered = [deployment("a", "grafana/loki:3.7.8"), deployment("b", "kiwigrid/sidecar:2")];
    assert.deepEqual(missingImages(list, loki, rendered), ["loki: docker.io/kiwigrid/sidecar:2"]);
  });
});
