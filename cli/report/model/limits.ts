import { parse } from "yaml";
import { isMap } from "../../../components/shared/merge";
import { literally } from "../../regular-expression";
import { valueAt, mapsAt, mapsIn, textAt } from "./lookup";
import { LIMITS, type LimitEntry, type Unit } from "./limit-table";
import type { Part } from "./parts";
import { bytesWords, durationWords, grouped, secondsWords } from "./words";

/** A number of a part's configuration, in words and as it is written. */
export interface Limit {
  what: string;
  value: string;
  /** Where it is written, and how. */
  written: string;
}

/** How long a part keeps what it has, and what it refuses, as its own configuration says. */
export function limitsOf(part: Part): Limit[] {
  const entries = LIMITS[part.component] ?? [];
  const sources = sourcesOf(part);
  return entries.flatMap((entry) => {
    const found = sources.map((source) => source(entry.path)).find((value) => value !== undefined);
    if (found === undefined) return [];
    return [{ what: entry.what, value: inWords(found, entry), written: `${entry.path}: ${found}` }];
  });
}

type Source = (path: string) => string | undefined;

/** Where a part's numbers may stand: in files, in values of a chart, in arguments, in topics. */
function sourcesOf({ objects, releases }: Part): Source[] {
  const files = objects.flatMap(({ kind, data }) =>
    kind === "ConfigMap" ? Object.entries(data as Record<string, string>) : [],
  );
  const args = objects
    .flatMap((object) => mapsAt(object, "spec", "template", "spec", "containers"))
    .flatMap(({ args: written }) => (Array.isArray(written) ? written.map(String) : []));
  const topics = objects.flatMap((o) =>
    o.kind === "KafkaTopic" ? valueAt(o, "spec", "config") : [],
  );
  const maps = mapsIn(releases.map(({ values }) => values));
  return [
    ...files.map(([name, text]) => (name.endsWith(".alloy") ? inAlloy(text) : inYaml(name, text))),
    ...maps.flatMap((map) => [map.structuredConfig, map.prometheusSpec]).map(inConfig),
    ...topics.map(
      (config): Source =>
        (path) =>
          textAt(config, path),
    ),
    (path) => args.find((arg) => arg.startsWith(`${path}=`))?.slice(path.length + 1),
  ];
}

function inConfig(config: unknown): Source {
  return (path) => textAt(config, ...path.split("."));
}

function inYaml(name: string, text: string): Source {
  if (!/\.ya?ml$/.test(name)) return () => undefined;
  const config: unknown = parse(text);
  return isMap(config) ? inConfig(config) : () => undefined;
}

/** The first argument of that name. */
function inAlloy(text: string): Source {
  return (path) => {
    const found = new RegExp(`^\\s*${literally(path)}\\s*=\\s*(.+)$`, "m").exec(text)?.[1];
    return found?.replaceAll('"', "");
  };
}

function inWords(value: string, { unit }: Pick<LimitEntry, "unit">): string {
  return WORDS[unit](value);
}

const WORDS: Readonly<Record<Unit, (value: string) => string>> = {
  duration: durationWords,
  bytes: (value) => bytesWords(Number(value)),
  text: (value) => value,
  megabytes: (value) => `${value} MB`,
  milliseconds: (value) => secondsWords(Number(value) / 1000),
  count: (value) => grouped(Number(value)),
};
