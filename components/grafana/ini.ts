/** The value of a key of grafana.ini. */
export type IniValue = string | number | boolean;

/** grafana.ini as an object: section -> key -> value. */
export type Ini = Record<string, Record<string, IniValue>>;

/** The text of an ini file. Equal objects give equal bytes. */
export function toIni(ini: Ini): string {
  return Object.entries(ini)
    .filter(([, keys]) => Object.keys(keys).length > 0)
    .map(([section, keys]) => `[${section}]\n${lines(keys)}`)
    .join("\n");
}

function lines(keys: Record<string, IniValue>): string {
  return Object.entries(keys)
    .map(([key, value]) => `${key} = ${quoted(String(value))}\n`)
    .join("");
}

/** `#` and `;` begin a comment, and blanks and quotes at the ends are lost, unless the value stands in three quotes. */
function quoted(value: string): string {
  return /[#;"`\n\\]|^[\s']|\s$/.test(value) ? `"""${value}"""` : value;
}
