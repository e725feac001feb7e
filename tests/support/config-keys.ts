import { type Finding, findUnknown } from "../../components/shared/config-check/config-keys";
import type { ProgramName } from "../../components/shared/config-check/key-table";
import { shown } from "../../components/shared/shown";
import { configTraps } from "./config-traps";

export type Product = ProgramName;

/**
 * What the pinned version of a backend would refuse or silently do otherwise in this configuration: keys it does not
 * know, values it cannot read, and the known traps. Works where the program itself is not at hand.
 */
export function checkYamlConfig(product: Product, config: unknown): string[] {
  const found = [...[...findUnknown(product, config)].map(told), ...configTraps(product, config)];
  return found.map((problem) => `${product}: ${problem}`);
}

function told({ path, given, allowed, write }: Finding): string {
  const where = path.reduce<string>(
    (text, step) =>
      typeof step === "number" ? `${text}[${step}]` : text ? `${text}.${step}` : step,
    "",
  );
  return `${where || "(top level)"}: got ${shown(given)}; allowed: ${allowed}; write ${write}`;
}
