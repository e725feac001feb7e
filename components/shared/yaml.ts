import { stringify } from "yaml";

/**
 * The text of a configuration file. No anchors and no folding: equal objects give equal bytes.
 * Go programs read YAML 1.1: there `yes` is true and `2024-04-01` a date, so such texts are quoted.
 */
export function toYaml(value: object): string {
  return stringify(value, { aliasDuplicateObjects: false, lineWidth: 0, compat: "yaml-1.1" });
}
