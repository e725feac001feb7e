import { isMap } from "../../../components/shared/merge";
import { toYaml } from "../../../components/shared/yaml";
import type { Part } from "./parts";

/** A language that the page can colour. */
export type Language = "yaml" | "ini" | "json" | "alloy" | "text";

/** A configuration file as a program of a part reads it. */
export interface ConfigFile {
  name: string;
  /** Where it stands: a ConfigMap, or the values of a chart. */
  source: string;
  language: Language;
  text: string;
}

/** The files of a part, and what its charts make into files. */
export function filesOf({ objects, releases }: Part): ConfigFile[] {
  const mounted = objects
    .filter(({ kind }) => kind === "ConfigMap")
    .flatMap(({ metadata, data }) =>
      Object.entries(data as Record<string, string>).map(([name, text]) => ({
        name,
        source: `ConfigMap ${metadata.name}`,
        language: languageOf(name),
        text,
      })),
    );
  const inValues = releases.flatMap(({ name, values }) =>
    Object.entries(isMap(values) ? values : {}).flatMap(([key, value]): ConfigFile[] => {
      const config = isMap(value) ? value.structuredConfig : undefined;
      if (!isMap(config)) return [];
      const source = `chart ${name}, value ${key}.structuredConfig`;
      return [{ name: "config.yaml", source, language: "yaml", text: toYaml(config) }];
    }),
  );
  return [...mounted, ...inValues];
}

const LANGUAGES: Readonly<Record<string, Language>> = {
  yaml: "yaml",
  yml: "yaml",
  ini: "ini",
  json: "json",
  alloy: "alloy",
};

function languageOf(name: string): Language {
  return LANGUAGES[name.split(".").at(-1) ?? ""] ?? "text";
}
