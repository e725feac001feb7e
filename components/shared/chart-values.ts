import { CHARTS, type ChartName } from "../versions";
import type { Chart } from "./chart-files";
import { isFreeMap, isListToo } from "./chart-free-maps";
import { schemaProblems } from "./chart-schema";
import { type Config, isMap, merge } from "./merge";
import { nearest } from "./nearest";
import type { Place } from "./place";
import { quotedList } from "./shown";

type Values = Readonly<Record<string, unknown>>;

/**
 * Tells what a chart would not understand. Most charts ignore a key that they do not know, so that a typo
 * does nothing at all, silently: here every key must stand in the chart's default values. Where the chart
 * has a schema, the values as they come out are held against that as well.
 */
export function valueProblems(values: Config, chart: Chart, place: Place): void {
  checkChart(values, chart, { path: [], title: `${chart.name} ${chart.version}` }, place);
}

/** Where in the chart a map stands. */
interface Position {
  path: readonly string[];
  /** Of the chart whose values they are. */
  title: string;
}

function checkChart(values: Values, chart: Chart, at: Position, place: Place): void {
  const own = omit(values, Object.keys(chart.dependencies));
  const defaults: Values = { ...chart.values, global: globals(chart) };
  const optional = Object.keys(chart.dependencies);
  const known = { defaults, optional, ...rulesOf(chart), mentioned: mentionedPaths(chart) };
  checkMap(own, known, at, place);
  for (const [key, dependency] of Object.entries(chart.dependencies)) {
    const given = values[key];
    // Nothing is known of a chart that was not packed: it is one that its parent leaves out.
    if (given === undefined || given === null || dependency === undefined) continue;
    if (!isMap(given)) place.at(key).refuse(given, "a map", "the values of that chart");
    else {
      const defaultsHere = isMap(chart.values[key]) ? chart.values[key] : {};
      const inherited = {
        ...dependency,
        values: withSwitch(merge(dependency.values, defaultsHere)),
      };
      const title = `${dependency.name} ${dependency.version}`;
      checkChart(given, inherited, { path: [], title }, place.at(key));
    }
  }
  // What is no map is told already, and would be told again by every rule inside it.
  if (chart.schema && !place.isBad) {
    schemaProblems(merge(chart.values, values as Config), chart.schema, at.title, place);
  }
}

/** A parent switches its charts on and off below their own key, by a condition that only it knows. */
function withSwitch(values: Config): Config {
  return { enabled: true, ...values };
}

/** What a chart and those inside it read from `global`, which they share. */
function globals(chart: Chart): Config {
  const own = isMap(chart.values.global) ? chart.values.global : {};
  return Object.values(chart.dependencies).reduce<Config>(
    (all, dependency) => (dependency ? merge(globals(dependency), all) : all),
    own,
  );
}

interface Known {
  defaults: Values;
  /** Keys that may stand beside those. */
  optional: readonly string[];
  free: (path: readonly string[]) => boolean;
  listToo: (path: readonly string[]) => boolean;
  /** Paths that a template reads although the defaults do not show them. */
  mentioned: ReadonlySet<string>;
}

function checkMap(given: Values, known: Known, at: Position, place: Place): void {
  const { defaults, optional, free, listToo, mentioned } = known;
  for (const [key, value] of Object.entries(given)) {
    const path = [...at.path, key];
    const here = place.at(key);
    if (!Object.hasOwn(defaults, key)) {
      if (optional.includes(key) || free(path) || mentioned.has(path.join("."))) continue;
      refuseKey(key, Object.keys(defaults), at, here);
      continue;
    }
    const fallback = defaults[key];
    if (value === null || value === undefined) continue;
    if (Array.isArray(fallback) && isMap(value)) {
      here.refuse(value, "a list", "its items, each with a dash in front");
    } else if (isMap(fallback) && Object.keys(fallback).length > 0) {
      if (Array.isArray(value) && listToo(path)) continue;
      if (!isMap(value)) here.refuse(value, `a map, as in ${at.title}`, mapOf(fallback));
      else if (!free(path)) {
        checkMap(value, { ...known, defaults: fallback, optional: [] }, { ...at, path }, here);
      }
    }
  }
}

function refuseKey(key: string, known: readonly string[], at: Position, place: Place): void {
  const where = at.path.length === 0 ? "" : ` below ${at.path.join(".")}`;
  const near = nearest(key, known);
  place.refuse(
    key,
    `a key that the chart ${at.title} has${where}`,
    near === undefined ? "one of its values.yaml, or remove it" : `"${near}"`,
  );
}

function mapOf(example: Values): string {
  return `a map with any of ${quotedList(Object.keys(example).slice(0, 5))}`;
}

function rulesOf(chart: Chart): Pick<Known, "free" | "listToo"> {
  const name = Object.hasOwn(CHARTS, chart.name) ? (chart.name as ChartName) : undefined;
  return { free: (path) => isFreeMap(path, name), listToo: (path) => isListToo(path, name) };
}

/** `a`, `a.b` and `a.b.c` for each `.Values.a.b.c` in a template. */
function mentionedPaths(chart: Chart): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const text of chart.templates.values()) {
    for (const [, path = ""] of text.matchAll(/\.Values\.([\w.]+)/g)) {
      const steps = path.split(".");
      for (let i = 1; i <= steps.length; i++) paths.add(steps.slice(0, i).join("."));
    }
  }
  return paths;
}

function omit(values: Values, keys: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !keys.includes(key)));
}
