import { CONTROL_PLANE_TOOLS } from "../sandbox/control-plane-commands";
import { type ToolName, builtTools, toolCatalog, toolNames } from "../sandbox/programs/catalog";

/** A level of the test pyramid. */
export interface Level {
  name: string;
  /** What it proves, in the runner's words. */
  proves: string;
  /** Milliseconds that one test may take. */
  timeout: number;
  /** Whether its files share nothing, no cluster and no port, and run side by side. */
  isParallel?: boolean;
  /** Programs that it runs: they are got, and built where they cannot be had otherwise. */
  tools?: readonly ToolName[];
  /** Programs that it runs where they are here or can be had, and whose tests skip where not. */
  optionalTools?: readonly ToolName[];
}

/** Programs that are deployed, and that tools/ can build as well. */
const DEPLOYED = builtTools.filter((name) => toolCatalog[name].image !== undefined);

/** Quick ones first: what is broken is told as soon as it can be. */
export const LEVELS: readonly Level[] = [
  { name: "unit", proves: "single pieces", timeout: 60_000, isParallel: true },
  {
    name: "golden",
    proves: "every environment's objects, compared and validated",
    timeout: 60_000,
    isParallel: true,
  },
  {
    name: "engine",
    proves: "the Pulumi engine on a real control plane",
    timeout: 300_000,
    tools: builtTools.filter((name) => !DEPLOYED.includes(name) && name !== "versitygw"),
  },
  {
    name: "dataplane",
    proves: "real telemetry through the rendered configuration",
    timeout: 300_000,
    tools: [...CONTROL_PLANE_TOOLS, ...DEPLOYED, "versitygw"],
    optionalTools: toolNames.filter((name) => toolCatalog[name].kind === "image"),
  },
];
