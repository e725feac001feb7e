import { withoutSecrets } from "../shared/clear-secrets";
import { isDeferred } from "../shared/shown";
import { isMap, isScalar } from "../shared/merge";
import { inFile } from "../shared/plain-data";
import type { Place } from "../shared/place";
import { type Field, mapOf, optional } from "../shared/shape";
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
      if (/[\]\n\r]|^$/.test(place.key)) {
        place.refuse(place.key, "the name of a section, without brackets", 'for example "users"');
      }
      for (const [key, inner] of Object.entries(value)) checkValue(key, inner, place.at(key));
      return value as GrafanaIni[string];
    },
  };
}

function checkValue(key: string, value: unknown, place: Place): void {
  // Each stands on a line of its own.
  if (!/^[^\s=:#;[\]"`][^=:\n\r]*$/.test(key)) {
    place.refuse(key, "the name of a key, without =, : or a line break", 'for example "level"');
  }
  if (typeof value === "string" && value.includes("\n") && value.includes('"""')) {
    const allowed = 'a text over several lines without """, by which Grafana finds its end';
    place.refuse(value, allowed, "it in one line");
  }
  if (value === null || value === undefined || isScalar(value)) return;
  const { allowed, write } = inFile(IN_CONFIG_MAP.write);
  if (isDeferred(value)) place.refuse(value, allowed, write);
  else place.refuse(value, "a text, a number, true or false", "one of these, or null to remove it");
}
