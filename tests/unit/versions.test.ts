import { deepEqual } from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_ROOT } from "../../cli/environments";
import { CHARTS, IMAGES } from "../../components/versions";
import renovate from "../../.github/renovate.json";

const VERSIONS = "components/versions.ts";
/** Folders of what users run. */
const SOURCES = ["components", "stacks", "cli", "live", "sandbox"];

describe("versions", () => {
  const text = readFileSync(join(PROJECT_ROOT, VERSIONS), "utf8");

  it("stand in one file", () => {
    const versions = [
      ...Object.values(IMAGES).map(({ tag }) => tag.replace(/^v/, "").replace(/-alpine$/, "")),
      ...Object.values(CHARTS).map(({ version }) => version),
      // Two numbers say too little: many texts have them for other reasons.
    ].filter((version) => version.split(".").length > 2);
    const found = SOURCES.flatMap(sourceFiles)
      .filter((file) => file !== VERSIONS)
      .flatMap((file) => {
        const words = new Set(readFileSync(join(PROJECT_ROOT, file), "utf8").split(/[^\w.-]+/));
        return versions
          .filter((version) => words.has(version) || words.has(`v${version}`))
          .map((version) => `${file}: ${version}`);
      });
    deepEqual([...new Set(found)], []);
  });

  describe("are found by Renovate", () => {
    const managers = renovate.customManagers.filter(({ managerFilePatterns }) =>
      managerFilePatterns.some((pattern) => isPattern(pattern, VERSIONS)),
    );
    const matches = (datasource: string) =>
      managers
        .filter(({ datasourceTemplate }) => datasourceTemplate === datasource)
        .flatMap(({ matchStrings }) => matchStrings)
        .flatMap((pattern) => [...text.matchAll(new RegExp(pattern, "g"))])
        .map(({ groups }) => ({ ...groups }));

    it("of every image", () => {
      deepEqual(
        matches("docker"),
        Object.values(IMAGES).map(({ registry, repository, tag }) => ({
          registry,
          repository,
          currentValue: tag,
        })),
      );
    });

    it("of every chart", () => {
      deepEqual(
        matches("helm"),
        Object.entries(CHARTS).map(([depName, { repository, version }]) => ({
          depName,
          registryUrl: repository,
          currentValue: version,
        })),
      );
    });

    it("of a Kafka by the version of Strimzi and its own", () => {
      const rule = renovate.packageRules.find(({ versioning }) => versioning !== undefined);
      const pattern = new RegExp(rule?.versioning?.replace(/^regex:/, "") ?? "");
      const { major, minor, patch, build, revision } = pattern.exec(IMAGES.kafka.tag)?.groups ?? {};
      const own = IMAGES.kafka.tag.split("-kafka-");
      deepEqual(
        [`${major}.${minor}.${patch}`, `${build}.${revision}`],
        [own[0], own[1]?.split(".", 2).join(".")],
      );
    });

    it("with a group for every chart whose images are ours", () => {
      const grouped = new Set(renovate.packageRules.flatMap((rule) => rule.matchPackageNames));
      deepEqual(
        Object.keys(CHARTS).filter((name) => !grouped.has(name)),
        [],
      );
      const known = new Set([
        ...Object.keys(CHARTS),
        ...Object.values(IMAGES).map(({ registry, repository }) => `${registry}/${repository}`),
      ]);
      deepEqual(
        [...grouped].filter((name) => !name.endsWith("/**") && !known.has(name)),
        [],
      );
    });
  });
});

/** As Renovate reads it: a pattern between slashes. */
function isPattern(pattern: string, path: string): boolean {
  return new RegExp(pattern.slice(1, -1)).test(path);
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(PROJECT_ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ts|tsx|cjs|sh)$/.test(name))
    .map((name) => join(folder, name));
}
