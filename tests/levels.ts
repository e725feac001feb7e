/** A level of the test pyramid. */
export interface Level {
  name: string;
  /** What it proves, in the runner's words. */
  proves: string;
  /** Milliseconds that one test may take. */
  timeout: number;
  /** Whether its files share nothing, no cluster and no port, and run side by side. */
  isParallel?: boolean;
  /** Whether it runs programs that are built where they are not there yet. */
  needsTools?: boolean;
}

/** Quick ones first: what is broken is told as soon as it can be. */
export const LEVELS: readonly Level[] = [
  { name: "unit", proves: "single pieces", timeout: 10_000, isParallel: true },
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
    needsTools: true,
  },
  {
    name: "dataplane",
    proves: "real telemetry through the rendered configuration",
    timeout: 300_000,
    needsTools: true,
  },
];
