import { type Block, block } from "../syntax";

/** How the process itself logs: as the backends do, so that one parser reads all. */
export function logging(): Block {
  return block("logging", { level: "info", format: "json" });
}
