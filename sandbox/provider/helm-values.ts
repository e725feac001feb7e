import { readFile } from "node:fs/promises";
import type { HelmFiles } from "./helm-cli";
import { isObject, type Json, type JsonObject, listAt, objectAt, stringAt } from "./json";
import { isAsset } from "./secrets";

/** The values of a release as files, in the order in which helm merges them. */
export async function valueFiles(inputs: JsonObject, files: HelmFiles): Promise<string[]> {
  const written: string[] = [];
  for (const [index, asset] of listAt(inputs, "valueYamlFiles").entries()) {
    written.push(await valueFile(files, asset, index));
  }
  const values = await withTexts(objectAt(inputs, "values"));
  // JSON is YAML, and null stays null: charts are told to drop a default with it.
  return [...written, await files.write("values.json", JSON.stringify(values))];
}

function valueFile(files: HelmFiles, asset: Json, index: number): Promise<string> {
  const text = isAsset(asset) ? stringAt(asset, "text") : undefined;
  if (text !== undefined) return files.write(`values-${index}.yaml`, text);
  const path = stringAt(asset, "path");
  if (path !== undefined) return Promise.resolve(path);
  throw new Error(
    `valueYamlFiles[${index}] must be a pulumi.asset.FileAsset or StringAsset: other sources are not read`,
  );
}

/** An asset among the values stands for its text. */
async function withTexts(value: Json): Promise<Json> {
  if (isAsset(value)) {
    const path = stringAt(value, "path");
    return path === undefined ? (value.text ?? "") : readFile(path, "utf8");
  }
  if (Array.isArray(value)) return Promise.all(value.map(withTexts));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(async ([key, each]) => [
    key,
    await withTexts(each ?? null),
  ]);
  return Object.fromEntries(await Promise.all(entries)) as JsonObject;
}
