import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { PROJECT_ROOT } from "../../cli/environments";
import { Problems } from "../../components/shared/problems";
import { Place, REFUSED } from "../../components/shared/place";
import { planStack } from "../../components/stack/plan";
import { STACK_KEYS } from "../../components/stack/stack-args";
import { configPlace, readArgs } from "../../stacks/config";
import { CONFIG_NAMESPACE } from "../../stacks/config-keys";

interface DeclaredKey {
  type: string;
  description: string;
  default: unknown;
}

const project = parse(readFileSync(join(PROJECT_ROOT, "Pulumi.yaml"), "utf8")) as {
  name: string;
  main: string;
  runtime: { options: { tsconfig: string } };
  config: Record<string, DeclaredKey>;
};

function read(all: Record<string, string>, secrets: string[] = []) {
  const problems = new Problems();
  const args = readArgs({ all, isSecret: (key) => secrets.includes(key) }, configPlace(problems));
  return { args, paths: problems.list.map((p) => p.path) };
}

describe("stack configuration", () => {
  it("becomes args: texts, maps and secrets", () => {
    const { args, paths } = read(
      {
        "lgtm:cluster": "eu-1",
        "lgtm:retention": '{"logs":"3d"}',
        "lgtm:ingestToken": "0123456789abcdef",
        "kubernetes:context": "eu-1",
      },
      ["lgtm:ingestToken"],
    );
    assert.deepEqual(paths, []);
    assert.deepEqual(args, {
      cluster: "eu-1",
      retention: { logs: "3d" },
      ingestToken: "0123456789abcdef",
    });
  });

  it("is refused with every unknown and unreadable key at once", () => {
    const { paths } = read({ "lgtm:clutser": "x", "lgtm:loki": "{", "lgtm:ingestToken": "plain" });
    assert.deepEqual(paths, ["lgtm:clutser", "lgtm:loki", "lgtm:ingestToken"]);
  });

  it("is refused where something encrypted would end up readable, and does not become an arg", () => {
    const all = { "lgtm:cluster": "eu-1", "lgtm:loki": '{"config":{}}', "lgtm:tempo": "{}" };
    const { args, paths } = read(all, ["lgtm:cluster", "lgtm:loki"]);
    assert.deepEqual(paths, ["lgtm:cluster", "lgtm:loki"]);
    assert.deepEqual(args, { cluster: REFUSED, loki: REFUSED, tempo: {} });
  });

  it("refuses nothing for being secret or not where that cannot be known", () => {
    const problems = new Problems();
    const all = { "lgtm:loki": "{}", "lgtm:ingestToken": "0123456789abcdef" };
    readArgs({ all, isSecret: () => undefined }, configPlace(problems));
    assert.deepEqual(problems.list, []);
  });
});

/** What the CLI calls what we do. */
const TYPES = { text: "string", list: "array", map: "object", secret: "string" };

describe("Pulumi.yaml", () => {
  const undeclared = [
    "chartsPassword",
    "grafanaAdminPassword",
    "grafanaAdminSecret",
    "ingestToken",
    "ingestTokenSecret",
  ];

  it("has the name that the keys begin with", () => {
    assert.equal(project.name, CONFIG_NAMESPACE);
  });

  it("runs stacks/index.ts with the project's own compiler options", () => {
    assert.equal(project.main, "stacks/index.ts");
    assert.equal(project.runtime.options.tsconfig, "../tsconfig.json");
  });

  it("declares every key that can have a default, with its type", () => {
    const types = Object.entries(STACK_KEYS)
      .filter(([key]) => !undeclared.includes(key))
      .map(([key, kind]) => [`lgtm:${key}`, TYPES[kind]]);
    const declared = Object.entries(project.config).map(([key, { type }]) => [key, type]);
    assert.deepEqual(declared, types);
  });

  it("repeats the components' defaults, so that it changes nothing", () => {
    const defaults = Object.fromEntries(
      Object.entries(project.config).map(([key, declared]) => [key.slice(5), declared.default]),
    );
    const plan = (args: unknown) => planStack("lgtm", args, new Place("", new Problems()));
    assert.deepEqual(plan(defaults), plan({}));
  });
});
