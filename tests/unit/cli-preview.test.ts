import assert from "node:assert/strict";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { PlannedChanges } from "../../cli/preview/planned-changes";
import { previewSummary } from "../../cli/preview/preview-summary";

const ROOT = "urn:pulumi:dev::lgtm::lgtm:index:LgtmStack";
const urn = (part: string, type: string, name: string) =>
  `${ROOT}${part === "" ? "" : `$lgtm:index:${part}`}$kubernetes:${type}::${name}`;

/** What the engine tells of one resource; it tells more than matters here. */
function step(op: string, resource: string, details: object = {}): EngineEvent {
  const type = resource.split("::")[2]?.split("$").at(-1) ?? "";
  return {
    resourcePreEvent: { metadata: { op, urn: resource, type, ...details }, planning: true },
  } as EngineEvent;
}

function summary(...events: EngineEvent[]): string[] {
  const planned = new PlannedChanges();
  for (const event of events) planned.see(event);
  return previewSummary(planned, "prod", "npm run preview -- --diff");
}

describe("summary of a preview", () => {
  const set = urn("Loki", "apps/v1:StatefulSet", "lgtm-loki");

  it("counts by part, and names what changes or goes with the properties", () => {
    assert.deepEqual(
      summary(
        step("same", urn("Tempo", "core/v1:Service", "lgtm-tempo")),
        step("create", urn("Loki", "core/v1:ConfigMap", "lgtm-loki-new")),
        step("create", urn("Mimir", "core/v1:ConfigMap", "lgtm-mimir")),
        step("update", set, { detailedDiff: { "spec.replicas": {}, "spec.a": {} } }),
        step("replace", urn("Mimir", "core/v1:Secret", "lgtm-secret"), { keys: ["data"] }),
        step("create-replacement", urn("Mimir", "core/v1:Secret", "lgtm-secret")),
        step("delete-replaced", urn("Mimir", "core/v1:Secret", "lgtm-secret")),
        step("delete", urn("", "core/v1:Namespace", "lgtm-namespace")),
        step("create", `${ROOT}::lgtm`),
      ),
      [
        "prod: what an up would change",
        "  Loki              ~ 1  + 1",
        "  Mimir             ± 1  + 1",
        "  the stack itself  - 1",
        "  - Namespace lgtm-namespace",
        "  ± Secret lgtm-secret: data",
        "  ~ StatefulSet lgtm-loki: spec.a, spec.replicas",
        "In all: - 1 delete, ± 1 replace, ~ 1 update, + 2 create, 1 unchanged. Every property: `npm run preview -- --diff`",
      ],
    );
  });

  it("says in one line that nothing changes", () => {
    assert.deepEqual(summary(step("same", set), step("same", `${ROOT}::lgtm`)), [
      "prod: an up would change nothing; 1 resources stay as they are",
    ]);
  });

  it("stays short, and leaves out what is least dangerous", () => {
    const many = Array.from({ length: 50 }, (_, i) =>
      step("update", urn("Loki", "core/v1:ConfigMap", `m${i}`), {
        detailedDiff: Object.fromEntries(Array.from({ length: 9 }, (_none, n) => [`p${n}`, {}])),
      }),
    );
    const lines = summary(...many, step("delete", set));
    assert.equal(lines.length, 16);
    assert.equal(lines[2], "  - StatefulSet lgtm-loki");
    assert.equal(lines[3], "  ~ ConfigMap m0: p0, p1, p2 and 6 more");
    assert.equal(lines[14], "  and 39 more");
  });
});
