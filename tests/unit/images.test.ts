import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readEnvironment } from "../../cli/environments";
import { listImages } from "../../cli/images/list";
import { renderEnvironment } from "../../cli/render/render";
import { imageBeside, imageReference, ownImage, PullPolicy } from "../../components/shared/images";
import { IMAGES, type ImageName } from "../../components/versions";

const NAMES = Object.keys(IMAGES) as ImageName[];

/** A digest of its own for each image. */
const digestOf = (name: string) => `sha256:${createHash("sha256").update(name).digest("hex")}`;
const pinOf = (name: ImageName) => `${IMAGES[name].tag}@${digestOf(name)}`;
const DIGESTS = Object.fromEntries(NAMES.map((name) => [name, pinOf(name)]));

describe("images: mirror and digests", () => {
  const image = { name: "loki", ...IMAGES.loki, pullPolicy: PullPolicy.Always } as const;

  it("are the user's for all that an environment runs, charts' helpers included", async () => {
    for (const name of ["dev", "prod"]) {
      const { config, ...environment } = readEnvironment(name);
      const common = config["lgtm:common"] as object | undefined;
      const mirrored = {
        ...common,
        imageRegistry: "mirror.example.com/lgtm",
        imageDigests: DIGESTS,
      };
      const rendering = await renderEnvironment({
        ...environment,
        config: { ...config, "lgtm:common": mirrored },
      });
      const list = listImages(rendering);
      assert.ok(list.length >= 10);
      for (const { name: known, image: found } of list) {
        assert.ok(known, found);
        const { repository, tag } = IMAGES[known];
        assert.equal(found, `mirror.example.com/lgtm/${repository}:${tag}@${digestOf(known)}`);
      }
    }
  });

  it("a digest holds for the tag that it was written for", () => {
    const imageDigests = { loki: pinOf("loki") };
    const pinned = imageReference(ownImage({ image, imageDigests }));
    assert.equal(pinned, `docker.io/grafana/loki:${IMAGES.loki.tag}@${digestOf("loki")}`);
    const newer = ownImage({ image: { ...image, tag: "3.9.0" }, imageDigests });
    assert.equal(imageReference(newer), "docker.io/grafana/loki:3.9.0");
    const own = ownImage({ image: { ...image, digest: digestOf("own") }, imageDigests });
    assert.equal(own.digest, digestOf("own"));
  });

  it("what runs beside comes from the same mirror, or else from its own registry", () => {
    const imageDigests = {};
    const official = imageBeside({ image, imageDigests }, "prometheusOperator");
    assert.equal(
      imageReference(official),
      `quay.io/prometheus-operator/prometheus-operator:${IMAGES.prometheusOperator.tag}`,
    );
    assert.equal(official.pullPolicy, "Always");
    const mirrored = { ...image, registry: "mirror.example.com" };
    const beside = imageBeside({ image: mirrored, imageDigests }, "memcached");
    assert.equal(beside.registry, "mirror.example.com");
  });
});
