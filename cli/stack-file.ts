import { readFileSync, statSync } from "node:fs";
import { isMap } from "../components/shared/merge";
import { nearest } from "../components/shared/nearest";
import { plainCopy } from "../components/shared/plain-copy";
import { requiredPlainMap } from "../components/shared/plain-data";
import { Problems } from "../components/shared/problems";
import { Place } from "../components/shared/place";
import { printable } from "../components/shared/shown";
import { STACK_KEYS } from "../components/stack/stack-args";
import { CONFIG_NAMESPACE } from "../stacks/config-keys";
import { readYaml } from "./stack-yaml";

/** No configuration is as big; reading what is no YAML at all would take minutes beyond it. */
const LARGEST_FILE = 2 ** 18;

/** What Pulumi reads at the top level of a stack file. */
const TOP_LEVEL = ["config", "encryptionsalt", "encryptedkey", "environment", "secretsprovider"];

/**
 * The `config` block of a stack file, its keys as they were written. Whatever the file holds, all that is wrong with
 * it is told together.
 */
export function readStackFile(file: string): Record<string, unknown> {
  const problems = new Problems();
  const config = configIn(file, new Place("", problems));
  problems.throwIfAny(file);
  return config;
}

function configIn(file: string, place: Place): Record<string, unknown> {
  const text = textOf(file, place);
  const content = text === undefined ? undefined : readYaml(text, place);
  // An empty file is a stack without settings, to Pulumi as well.
  // Of a key its own path is enough: all stand below `config`.
  const settings = plainCopy(content ?? {}, place.with({ config: place }));
  if (!isMap(settings)) {
    place.refuse(settings, "a map with the key `config`", "`config:`, and the keys below it");
    return {};
  }
  for (const key of Object.keys(settings)) checkTopLevel(key, place);
  const config = settings.config ?? {};
  if (!isMap(config)) {
    place.at("config").refuse(config, "a map", "its keys below it, two spaces deeper");
    return {};
  }
  for (const key of Object.keys(config)) checkKey(key, config[key], place);
  return requiredPlainMap<Record<string, unknown>>(PLAIN).read(config, place);
}

const PLAIN = { allowed: "plain data", write: "the value itself" };

/** The text of the file, or nothing where it is none. */
function textOf(file: string, place: Place): string | undefined {
  const bytes = bytesOf(file, place);
  if (bytes === undefined) return undefined;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    place.tell({ given: "bytes that are no UTF-8", allowed: TEXT, write: "it again in UTF-8" });
    return undefined;
  }
  const control = /[^\P{Cc}\t\n\r]/u.exec(text);
  if (!control) return text;
  const line = text.slice(0, control.index).split("\n").length;
  const given = `the control character ${printable(control[0])} in line ${line}`;
  place.tell({ given, allowed: TEXT, write: "it without" });
  return undefined;
}

function bytesOf(file: string, place: Place): Buffer | undefined {
  const found = bytesOrReason(file);
  if (typeof found !== "string") return found;
  const allowed = `a file of at most ${LARGEST_FILE} bytes that can be read`;
  place.tell({ given: found, allowed, write: "the path of a stack file" });
  return undefined;
}

/** What is in the file, or why it cannot be read. */
function bytesOrReason(file: string): Buffer | string {
  try {
    const found = statSync(file);
    if (!found.isFile()) return "a folder, or something else that is no file";
    return found.size > LARGEST_FILE ? `a file of ${found.size} bytes` : readFileSync(file);
  } catch (error) {
    return (error as Error).message;
  }
}

const TEXT = "a text in UTF-8 without control characters";

function checkTopLevel(key: string, place: Place): void {
  // By this prefix those who share anchors say that it is nobody's setting.
  if (TOP_LEVEL.includes(key) || key.startsWith("x-")) return;
  const near = nearest(key, TOP_LEVEL);
  const isConfig = key.includes(":") || Object.hasOwn(STACK_KEYS, key);
  const otherwise = near === undefined ? "`config:`, and below it what is meant" : `"${near}"`;
  const write = isConfig ? "it below `config:`, two spaces deeper" : otherwise;
  place.at(key).refuse(key, `one of ${TOP_LEVEL.map((k) => `"${k}"`).join(", ")}`, write);
}

function checkKey(key: string, value: unknown, place: Place): void {
  if (key === CONFIG_NAMESPACE && isMap(value)) {
    const keys = Object.keys(value).map((inner) => `"${CONFIG_NAMESPACE}:${inner}"`);
    const write = keys.slice(0, 3).join(", ") || `"${CONFIG_NAMESPACE}:loki"`;
    place
      .at(key)
      .tell({ given: "a map", allowed: `keys with "${CONFIG_NAMESPACE}:" before each`, write });
  }
  if (key.split(":").length > 2 && !/^[^:]+:config:[^:]+$/.test(key)) {
    const [namespace = "", name = ""] = key.split(":");
    const write = `"${namespace}:${name}", and the rest as keys below it`;
    place.at(key).refuse(key, "a key with one colon, `namespace:name`", write);
  }
}
