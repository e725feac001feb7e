import assert from "node:assert/strict";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { describe as described, progressPrinter } from "../../cli/engine/progress";
import { protectedResources } from "../../cli/engine/protected";
import { resourceTree } from "../../cli/engine/resource-tree";

const STACK = "urn:pulumi:dev::lgtm::pulumi:pulumi:Stack::lgtm-dev";
const ROOT = "urn:pulumi:dev::lgtm::lgtm:index:LgtmStack::lgtm";
const LOKI = "urn:pulumi:dev::lgtm::lgtm:index:LgtmStack$lgtm:index:Loki::lgtm-loki";
const SET =
  "urn:pulumi:dev::lgtm::lgtm:index:LgtmStack$lgtm:index:Loki$kubernetes:apps/v1:StatefulSet::lgtm-loki";
const MAP =
  "urn:pulumi:dev::lgtm::lgtm:index:LgtmStack$lgtm:index:Loki$kubernetes:core/v1:ConfigMap::lgtm-loki-config";
const NAMESPACE =
  "urn:pulumi:dev::lgtm::lgtm:index:LgtmStack$kubernetes:core/v1:Namespace::lgtm-namespace";
const PROVIDER = "urn:pulumi:dev::lgtm::pulumi:providers:kubernetes::default";

function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

function resource(urn: string, parent?: string, protect?: boolean) {
  return { urn, type: typeOf(urn), parent, protect };
}

const state = [
  resource(STACK),
  resource(PROVIDER),
  resource(ROOT, STACK),
  resource(NAMESPACE, ROOT, true),
  resource(LOKI, ROOT),
  resource(SET, LOKI, true),
  resource(MAP, LOKI),
];

describe("resource tree", () => {
  it("puts each resource under its parent, sorted, and leaves providers out", () => {
    assert.deepEqual(resourceTree(state), [
      "Stack lgtm-dev",
      "└─ LgtmStack lgtm",
      "   ├─ Loki lgtm-loki",
      "   │  ├─ ConfigMap lgtm-loki-config",
      "   │  └─ StatefulSet lgtm-loki",
      "   └─ Namespace lgtm-namespace",
    ]);
  });

  it("shows a resource whose parent is unknown at the top", () => {
    assert.deepEqual(resourceTree([resource(MAP, LOKI)]), ["ConfigMap lgtm-loki-config"]);
  });
});

describe("protected resources", () => {
  it("are named, and only they", () => {
    assert.deepEqual(protectedResources(state), [
      "Namespace lgtm-namespace",
      "StatefulSet lgtm-loki",
    ]);
  });
});

describe("progress lines", () => {
  /** What is printed for events of these kinds, which have more fields than matter here. */
  function printed(...events: object[]): string[] {
    const lines: string[] = [];
    const print = progressPrinter((line) => lines.push(line));
    for (const event of events) print(event as EngineEvent);
    return lines;
  }

  const done = (op: string, urn: string) => ({
    resOutputsEvent: { metadata: { op, urn, type: typeOf(urn) } },
  });

  it("tell each change of an object with its sign, and neither components nor what stays", () => {
    assert.deepEqual(
      printed(
        done("create", MAP),
        done("update", MAP),
        done("create-replacement", SET),
        done("delete-replaced", SET),
        done("replace", SET),
        done("delete", NAMESPACE),
        done("same", NAMESPACE),
        done("create", LOKI),
        done("create", STACK),
      ),
      [
        "  + ConfigMap lgtm-loki-config",
        "  ~ ConfigMap lgtm-loki-config",
        "  + StatefulSet lgtm-loki",
        "  - StatefulSet lgtm-loki",
        "  ± StatefulSet lgtm-loki",
        "  - Namespace lgtm-namespace",
      ],
    );
  });

  it("tell what failed, and what the engine complains about without its colours", () => {
    const says = (severity: string, message: string) => ({
      diagnosticEvent: { severity, message },
    });
    assert.deepEqual(
      printed(
        { resOpFailedEvent: { metadata: { urn: SET } } },
        says("error", "<{%reset%}>it is <{%fg 1%}>broken<{%reset%}>\n"),
        says("warning", "beware"),
        says("info", "chatter"),
        says("debug", "more of it"),
      ),
      ["  ! StatefulSet lgtm-loki failed", "error: it is broken", "warning: beware"],
    );
  });

  it("name a resource by its own type and name", () => {
    assert.equal(described(SET), "StatefulSet lgtm-loki");
    assert.equal(described(STACK), "Stack lgtm-dev");
  });
});
