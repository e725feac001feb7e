import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { CommandError } from "../../cli/command-error";
import { PROJECT_ROOT, environmentNames, readEnvironment, stackFile } from "../../cli/environments";

describe("environments", () => {
  const folder = mkdtempSync(join(tmpdir(), "lgtm-environments-"));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  function written(name: string, text: string): string {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  }

  it("are the stack files of the project", () => {
    assert.deepEqual(environmentNames(), ["dev", "prod"]);
    const { name, file, config } = readEnvironment("dev");
    assert.deepEqual([name, file], ["dev", join(PROJECT_ROOT, "Pulumi.dev.yaml")]);
    assert.equal(file, stackFile("dev"));
    assert.equal(config["lgtm:environment"], "dev");
  });

  it("are found by a path too, whose file gives the name", () => {
    const file = written("Pulumi.team-a.yaml", "config: { lgtm:cluster: a }");
    const expected = { name: "team-a", file, config: { "lgtm:cluster": "a" } };
    assert.deepEqual(readEnvironment(file), expected);
    assert.deepEqual(readEnvironment(relative(process.cwd(), file)), expected);
    assert.equal(readEnvironment(written("other.yml", "config: {}")).name, "other");
  });

  it("may have no configuration at all", () => {
    for (const text of ["encryptionsalt: x", "config:", "", "# nothing said yet\n"]) {
      assert.deepEqual(readEnvironment(written("Pulumi.bare.yaml", text)).config, {}, text);
    }
  });

  it("may leave the project's name out of a key, as Pulumi allows", () => {
    const file = written(
      "Pulumi.short.yaml",
      "config: { cluster: a, lgtm:loki: {}, aws:region: b }",
    );
    const config = { "lgtm:cluster": "a", "lgtm:loki": {}, "aws:region": "b" };
    assert.deepEqual(readEnvironment(file).config, config);
  });

  it("that do not exist are told with those that do, and the nearest", () => {
    const file = stackFile("porduction");
    assert.throws(() => readEnvironment("pord"), {
      message:
        `There is no environment "pord": ${stackFile("pord")} does not exist. ` +
        `Environments here: dev, prod. Did you mean "prod"?`,
    });
    assert.throws(
      () => readEnvironment("porduction"),
      (error: Error) =>
        error instanceof CommandError &&
        error.message ===
          `There is no environment "porduction": ${file} does not exist. Environments here: dev, prod.`,
    );
  });

  it("are refused when no stack can have their name", () => {
    const names = ["My Stack!", "a".repeat(101), "штат", "a:b", "...", "a\nb"];
    for (const name of names) {
      assert.throws(
        () => readEnvironment(written(`Pulumi.${name}.yaml`, "config: {}")),
        (error: unknown) =>
          error instanceof CommandError &&
          error.message.includes(
            "; allowed: 1 to 100 letters, digits, dashes, dots and underscores;",
          ),
        name,
      );
    }
    assert.equal(readEnvironment(written("Pulumi.a.b-C_1.yaml", "config: {}")).name, "a.b-C_1");
  });

  it("that cannot be read are told with their file", () => {
    const broken = written("broken.yaml", "config: [");
    assert.throws(
      () => readEnvironment(broken),
      (error: Error) => error.message.startsWith(`${broken}: 1 problem, nothing was created\n`),
    );
  });
});
