import { isMap } from "../shared/merge";
import { type Field, type Place, mapOf, optional } from "../shared/shape";
import type { IniValue } from "./ini";

/** What is laid over grafana.ini: section -> key -> value, `null` removes the key. */
export type GrafanaIni = Record<string, Record<string, IniValue | null>>;

/** Keys whose values are secrets. */
const SECRET_KEY = /(password|secret|secret_key|token)$/;
const REFERENCE = /^\$__(file|env|vault)\{[^}]+\}$/;

export function iniField(): Field<GrafanaIni | undefined> {
  return optional(mapOf(sectionField()));
}

function sectionField(): Field<GrafanaIni[string]> {
  return {
    read(value, place) {
      if (!isMap(value)) {
        place.refuse(value, "a section: a map of keys to values", "the key inside its section");
        return {};
      }
      for (const [key, inner] of Object.entries(value)) checkValue(key, inner, place.at(key));
      return value as GrafanaIni[string];
    },
  };
}

function checkValue(key: string, value: unknown, place: Place): void {
  const scalar = ["string", "number", "boolean"].includes(typeof value) || value === null;
  if (!scalar) {
    place.refuse(value, "a text, a number, true or false", "one of these, or null to remove it");
  } else if (SECRET_KEY.test(key) && value !== null && !isReference(value)) {
    // Everyone who may read ConfigMaps would read it. Not shown here either.
    place.problems.add({
      path: place.path,
      given: "a secret in clear",
      allowed: "a reference, for this file lies in a ConfigMap",
      write: '"$__file{/etc/grafana-secrets/NAME/KEY}" and its Secret in `secrets`',
    });
  }
}

function isReference(value: unknown): boolean {
  return typeof value === "string" && REFERENCE.test(value);
}
