import { withoutSecrets } from "../shared/clear-secrets";
import { isMap } from "../shared/merge";
import { type Field, type Place, mapOf, optional } from "../shared/shape";
import type { IniValue } from "./ini";
import { IN_CONFIG_MAP } from "./secret-references";

/** What is laid over grafana.ini: section -> key -> value, `null` removes the key. */
export type GrafanaIni = Record<string, Record<string, IniValue | null>>;

export function iniField(): Field<GrafanaIni | undefined> {
  return withoutSecrets(optional(mapOf(sectionField())), IN_CONFIG_MAP);
}

function sectionField(): Field<GrafanaIni[string]> {
  return {
    read(value, place) {
      if (!isMap(value)) {
        place.refuse(value, "a section: a map of keys to values", "the key inside its section");
        return {};
      }
      for (const [key, inner] of Object.entries(value)) checkValue(inner, place.at(key));
      return value as GrafanaIni[string];
    },
  };
}

function checkValue(value: unknown, place: Place): void {
  if (["string", "number", "boolean"].includes(typeof value) || value === null) return;
  place.refuse(value, "a text, a number, true or false", "one of these, or null to remove it");
}
