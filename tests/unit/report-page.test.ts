import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Rendering } from "../../cli/render/render";
import { renderedFiles } from "../../cli/render/write";
import { anchorOf } from "../../cli/report/page/anchors";
import { pageText } from "../../cli/report/page/document";
import { reportOf } from "../../cli/report/model/report";
import { picture } from "../../cli/report/picture/svg";
import { onlyParts } from "../support/only-parts";
import { renderingOf, renderingWith } from "../support/rendering";

async function page(rendering: Rendering, before?: ReadonlyMap<string, string>): Promise<string> {
  const report = reportOf(rendering, before);
  return pageText({ report, picture: await picture(report), against: before && "<before>" });
}

/** What would be a script, an element or the end of an attribute, were it not escaped. */
const HOSTILE = `</script><script>alert(1)</script><b title="x">'&amp;'</b>`;

/** The same rendering with hostile texts in every place that a user can write to. */
function hostile(rendering: Rendering): Rendering {
  const origins = new Map(rendering.origins);
  const objects = rendering.objects.map((object) => {
    const metadata = { ...object.metadata, labels: { [HOSTILE]: HOSTILE } };
    const data =
      object.kind === "ConfigMap" ? { data: { [`${HOSTILE}.yaml`]: `a: ${HOSTILE}\n` } } : {};
    const changed = { ...object, metadata, ...data };
    origins.set(changed, origins.get(object)!);
    return changed;
  });
  const releases = rendering.releases.map((release) => {
    const values = { ...(release.values as object), [HOSTILE]: HOSTILE };
    const changed = { ...release, version: HOSTILE, repository: HOSTILE, values };
    origins.set(changed, origins.get(release)!);
    return changed;
  });
  return { ...rendering, environment: HOSTILE, objects, releases, origins };
}

/** A stack whose parts are all switched off. */
const NOTHING = onlyParts();

const ADOPTED = {
  "lgtm:namespace": { mode: "adopt", name: "obs" },
  "lgtm:agentsNamespace": { mode: "adopt", name: "agents" },
};

async function pageWith(config: Record<string, unknown>): Promise<string> {
  return page(await renderingWith(config));
}

/** The page's own script is the only one, and nothing in it ends it early. */
function assertEscaped(text: string): void {
  assert.doesNotMatch(text, /<script>alert|<b[ >]|title="x"/);
  assert.match(text, /&lt;\/script>|&lt;\/script&gt;/);
  assert.equal([...text.matchAll(/<script/g)].length, 1);
  assert.equal([...text.matchAll(/<\/script>/g)].length, 1);
}

function assertLinked(text: string): void {
  const ids = [...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
  assert.equal(new Set(ids).size, ids.length);
  const targets = [...text.matchAll(/\shref="#([^"]*)"/g)].map(([, target]) => target);
  assert.deepEqual(
    [...new Set(targets)].filter((target) => !ids.includes(target)),
    [],
  );
}

describe("report: page", () => {
  it("is the same when it is written again", async () => {
    const rendering = await renderingOf("prod");
    const before = renderedFiles(await renderingOf("dev"));
    assert.equal(await page(rendering, before), await page(rendering, before));
  });

  for (const name of ["dev", "prod"]) {
    it(`escapes whatever stands in names, labels, files, values and differences of ${name}`, async () => {
      const rendering = hostile(await renderingOf(name));
      const path = "objects/monitoring/old.yaml";
      assertEscaped(await page(rendering, new Map([[path, `${HOSTILE}\n`]])));
    });
  }

  it("escapes what a configuration may say", async () => {
    assertEscaped(
      await pageWith({
        "lgtm:common": { annotations: { "acme.io/note": HOSTILE } },
        "lgtm:loki": { config: { common: { compactor_address: HOSTILE } } },
      }),
    );
  });

  const DELIVERIES: [string, Record<string, unknown>][] = [
    ["charts whose objects Pulumi manages", { "lgtm:charts": { delivery: "chart" } }],
    ["one such chart", { "lgtm:charts": { sources: { seaweedfs: { delivery: "chart" } } } }],
    ["namespaces of somebody else's", ADOPTED],
    ["nothing that runs", { ...NOTHING, "lgtm:objectStorage": undefined }],
  ];
  for (const [what, config] of DELIVERIES) {
    it(`has an element for every link, each id once, with ${what}`, async () => {
      assertLinked(await pageWith({ "lgtm:objectStorage": { kind: "incluster" }, ...config }));
    });
  }

  it("says whether Helm or Pulumi has the objects of a chart", async () => {
    const config = { "lgtm:objectStorage": { kind: "incluster" } };
    assert.match(await pageWith(config), />Helm release<\/span> <code>seaweedfs<.*Helm installs/);
    assert.match(
      await pageWith({ ...config, "lgtm:charts": { delivery: "chart" } }),
      />Chart<\/span> <code>seaweedfs<.*Pulumi manages each object/,
    );
  });

  it("lets nothing run and nothing be fetched but what stands in it", async () => {
    const text = await page(await renderingOf("dev"));
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(text)?.[1];
    const hashOf = (tag: string) => {
      const inside = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(text)?.[1] ?? "";
      return `'sha256-${createHash("sha256").update(inside).digest("base64")}'`;
    };
    assert.equal(
      policy?.replaceAll("&#39;", "'"),
      `default-src 'none'; style-src ${hashOf("style")}; script-src ${hashOf("script")}; base-uri 'none'; form-action 'none'`,
    );
    assert.doesNotMatch(
      text,
      /<(?:link|img|iframe|object|embed)\b|\ssrc=|\sstyle=|\son\w+="|@import|url\(/,
    );
    const addresses = [...text.matchAll(/\shref="([^"]*)"/g)].map(([, href]) => href);
    assert.ok(addresses.length > 50);
    assert.deepEqual(
      addresses.filter((href) => !href?.startsWith("#")),
      [],
    );
  });

  it("has an element for every link, each id once", async () => {
    const before = renderedFiles(await renderingOf("dev"));
    assertLinked(await page(await renderingOf("prod"), before));
  });

  it("stays small enough to be sent around", async () => {
    assert.ok(Buffer.byteLength(await page(await renderingOf("prod"))) < 1_000_000);
  });

  it("marks what changed where it stands, and leads to the difference", async () => {
    const rendering = await renderingOf("dev");
    const before = renderedFiles(rendering);
    const path = "objects/monitoring/service-loki.yaml";
    before.set(path, before.get(path)!.replace("3100", "3101"));
    const text = await page(rendering, before);
    assert.match(text, /Compared with <code>&lt;before><\/code>: 0 added, 1 changed, 0 removed\./);
    assert.match(text, /<del>-\s+port: 3101\n<\/del><ins>\+\s+port: 3100\n<\/ins>/);
    assert.match(text, new RegExp(`id="${anchorOf("change", path)}"[^>]* open`));
    const object = text.slice(text.indexOf(`id="${anchorOf("file", path)}"`));
    assert.match(object, /^[^§]{0,300}<span class="badge changed">changed<\/span>/);
    assert.ok(object.includes(`href="#${anchorOf("change", path)}"`));
    assert.match(text, /Loki <span class="more">1 changed<\/span>/);
  });

  it("says that nothing changed, and nothing of changes where it is not compared", async () => {
    const rendering = await renderingOf("dev");
    assert.match(await page(rendering, renderedFiles(rendering)), /<\/code>: nothing\.<\/p>/);
    assert.doesNotMatch(await page(rendering), /id="changes"|What changed/);
  });
});

describe("report: anchors", () => {
  it("are ids that no other name has", () => {
    const names = ["a/b", "a_b", "a_47b", "a b", 'a"b', "ä", "a"];
    const anchors = names.map((name) => anchorOf("file", name));
    assert.equal(new Set(anchors).size, names.length);
    for (const anchor of anchors) assert.match(anchor, /^file-[\w.-]+$/);
  });
});
