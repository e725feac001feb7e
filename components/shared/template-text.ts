import { type Config, type ConfigValue, isMap } from "./merge";

/**
 * Values that a chart runs through Helm's templates, written so that they come out as they are: `{{` would
 * otherwise begin an expression.
 */
export function untemplated(config: Config): Config {
  return escaped(config) as Config;
}

function escaped(value: ConfigValue | undefined): ConfigValue | undefined {
  // In a raw string, as YAML may put its own escapes before quotation marks.
  if (typeof value === "string") return value.replaceAll("{{", "{{ `{{` }}");
  if (Array.isArray(value)) return value.map((item: ConfigValue) => escaped(item) ?? null);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, escaped(inner as ConfigValue)]),
  );
}
