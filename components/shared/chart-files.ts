import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import * as tar from "tar";
import { parse } from "yaml";
import { type Config, isMap } from "./merge";

/** What is known of a chart before it is rendered. */
export interface Chart {
  name: string;
  version: string;
  /** What its values are when nobody sets any. */
  values: Config;
  /** JSON schema of its values, where it has one. */
  schema?: object;
  /** Text of its templates by their path, `templates/service.yaml`. */
  templates: ReadonlyMap<string, string>;
  /** Charts that it brings, by the key under which their values stand. One that is not packed with it has no chart. */
  dependencies: Readonly<Record<string, Chart | undefined>>;
}

/** Raised when a path holds no chart that can be read. */
export class ChartUnreadable extends Error {}

/** Reads a chart from its folder or its .tgz file. */
export function readChart(path: string): Chart {
  const stamp = chartStamp(path);
  const known = read.get(path);
  if (known?.stamp === stamp) return known.chart;
  const chart = chartOf(filesAt(path), path);
  read.set(path, { stamp, chart });
  return chart;
}

/** A plan is made more than once in a run, and values files have thousands of lines. */
const read = new Map<string, { stamp: string; chart: Chart }>();

function chartStamp(path: string): string {
  try {
    const isFolder = statSync(path).isDirectory();
    const marks = isFolder ? ["Chart.yaml", "values.yaml"].map((file) => join(path, file)) : [path];
    return marks
      .map((file) => statSync(file, { throwIfNoEntry: false }))
      .map((found) => (found ? `${found.mtimeMs}/${found.size}` : "none"))
      .join(" ");
  } catch {
    throw new ChartUnreadable(`there is nothing at ${path}`);
  }
}

/** What lies there, if it can be read. A folder without Chart.yaml is not looked through: it may be that of all files. */
function filesAt(path: string): Files {
  try {
    if (!statSync(path).isDirectory()) return filesOfArchive(readFileSync(path), path);
    return existsSync(join(path, "Chart.yaml")) ? filesOfFolder(path) : new Map();
  } catch (error) {
    if (error instanceof ChartUnreadable) throw error;
    throw new ChartUnreadable(`${path} cannot be read: ${(error as Error).message}`);
  }
}

/** What a chart is made of, by path from the chart's own folder. The rest, CRDs of megabytes included, is not read. */
const PARTS =
  /^(charts\/[^/]+\/)*(Chart\.yaml|values\.yaml|values\.schema\.json|templates\/.+\.(ya?ml|tpl|txt|json))$/;
const NESTED_PACKAGE = /^(charts\/[^/]+\/)*charts\/[^/]+\.tgz$/;

function isPart(path: string): boolean {
  return PARTS.test(path) || NESTED_PACKAGE.test(path);
}

type Files = ReadonlyMap<string, Buffer>;

function filesOfFolder(folder: string): Files {
  const files = new Map<string, Buffer>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    const path = file
      .slice(folder.length)
      .replace(/^[/\\]+/, "")
      .replaceAll("\\", "/");
    if (isPart(path) && statSync(file).isFile()) files.set(path, readFileSync(file));
  }
  return files;
}

/** The parts that are in an archive. The first folder in it is the chart's name. */
function filesOfArchive(archive: Buffer, where: string): Files {
  const files = new Map<string, Buffer>();
  const parser = new tar.Parser({
    strict: true,
    onReadEntry: (entry) => {
      const path = entry.path.replace(/^[^/]+\//, "");
      const chunks: Buffer[] = [];
      entry.on("data", (chunk) => chunks.push(chunk));
      entry.on("end", () => {
        if (isPart(path)) files.set(path, Buffer.concat(chunks));
      });
    },
  });
  try {
    // Written in one piece, an archive is parsed in one piece: all is there when this returns.
    parser.end(archive);
  } catch (error) {
    throw new ChartUnreadable(`${where} is no chart package: ${(error as Error).message}`);
  }
  return files;
}

function chartOf(files: Files, where: string): Chart {
  const meta = yamlMap(files, "Chart.yaml", where);
  if (meta === undefined) {
    throw new ChartUnreadable(`${where} has no Chart.yaml, so it is no chart`);
  }
  const schema = files.get("values.schema.json");
  const templates = [...files]
    .filter(([path]) => path.startsWith("templates/"))
    .map(([path, text]) => [path, text.toString("utf8")] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    name: text(meta.name),
    version: text(meta.version),
    values: (yamlMap(files, "values.yaml", where) ?? {}) as Config,
    ...(schema && { schema: jsonObject(schema, `${where}/values.schema.json`) }),
    templates: new Map(templates),
    dependencies: dependenciesOf(files, meta, where),
  };
}

function dependenciesOf(files: Files, meta: Record<string, unknown>, where: string) {
  const packed = subfolders(files).map((folder) =>
    chartOf(below(files, folder), `${where}/charts/${folder}`),
  );
  const declared = Array.isArray(meta.dependencies) ? meta.dependencies.filter(isMap) : [];
  const isDeclared = ({ name }: Chart) => declared.some((dependency) => dependency.name === name);
  return Object.fromEntries([
    ...declared.map(({ name, alias }) => [
      text(alias ?? name),
      packed.find((chart) => chart.name === name),
    ]),
    // Older charts bring others without a word.
    ...packed.filter((chart) => !isDeclared(chart)).map((chart) => [chart.name, chart]),
  ]) as Record<string, Chart | undefined>;
}

/** Names below charts/, of folders and of packages. */
function subfolders(files: Files): string[] {
  const names = [...files.keys()].map((path) => /^charts\/([^/]+)(\/|$)/.exec(path)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))];
}

function below(files: Files, folder: string): Files {
  const packaged = files.get(`charts/${folder}`);
  if (packaged) return filesOfArchive(packaged, folder);
  const prefix = `charts/${folder}/`;
  return new Map(
    [...files]
      .filter(([path]) => path.startsWith(prefix))
      .map(([path, content]) => [path.slice(prefix.length), content]),
  );
}

/** helm takes a key that is written twice, and `<<`. */
const YAML_OF_CHARTS = { merge: true, uniqueKeys: false };

function yamlMap(files: Files, name: string, where: string): Record<string, unknown> | undefined {
  const content = files.get(name);
  if (content === undefined) return undefined;
  let value: unknown;
  try {
    value = parse(content.toString("utf8"), YAML_OF_CHARTS);
  } catch (error) {
    throw new ChartUnreadable(`${where}/${name} is no YAML: ${(error as Error).message}`);
  }
  return isMap(value) ? value : undefined;
}

function jsonObject(content: Buffer, where: string): object {
  try {
    return JSON.parse(content.toString("utf8")) as object;
  } catch (error) {
    throw new ChartUnreadable(`${where} is no JSON: ${(error as Error).message}`);
  }
}

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
