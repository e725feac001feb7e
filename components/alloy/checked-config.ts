import { type CheckedProgram, teller } from "../shared/config-check/overlay";
import type { Place } from "../shared/place";
import { agentConfig } from "./agent-config";
import { type AlloyAgentSpec, readAlloyAgent } from "./alloy-agent-args";
import { type AlloyGatewaySpec, readAlloyGateway } from "./alloy-gateway-args";
import { type AlloyProblem, findAlloyProblems } from "./check/check";
import { alloyTable } from "./check/table";
import { gatewayConfig } from "./gateway-config";

/** Reads and checks the args of the gateway. */
export function resolveAlloyGateway(name: string, args: unknown, place: Place): AlloyGatewaySpec {
  const spec = readAlloyGateway(name, args, place);
  checkAppended(spec, gatewayConfig, place.at("config"));
  return spec;
}

/** Reads and checks the args of the agent. */
export function resolveAlloyAgent(name: string, args: unknown, place: Place): AlloyAgentSpec {
  const spec = readAlloyAgent(name, args, place);
  checkAppended(spec, agentConfig, place.at("config"));
  return spec;
}

/**
 * Checks what the user appends, in the configuration that it becomes a part of: it may refer to our components, and must
 * not declare them again. `print` writes the whole.
 */
function checkAppended<S extends CheckedProgram & { config?: string }>(
  spec: S,
  print: (spec: S) => string,
  place: Place,
): void {
  const { config } = spec;
  if (config === undefined || place.isBad) return;
  const whole = print(spec);
  const ours = whole.slice(0, -config.trimEnd().length - 1).split("\n").length - 1;
  const { version } = alloyTable();
  const allowed = `what Alloy ${version} takes`;
  const tell = teller("Alloy", version, spec);
  for (const problem of findAlloyProblems(whole)) {
    const { line, severity } = problem;
    // Of ours there are tests, and what is told about them here another part of the user's text has caused.
    if (severity === "note" || line <= ours) continue;
    tell(place, { ...inUsersText(problem, ours), allowed }, severity === "error");
  }
}

/** By the lines of what the user wrote, which come after so many of ours. */
function inUsersText({ line, column, what, write, before }: AlloyProblem, ours: number) {
  const where = `line ${line - ours}${column === undefined ? "" : `, column ${column}`}`;
  const twin =
    before === undefined
      ? ""
      : before > ours
        ? `, before in line ${before - ours}`
        : ", by ours as well";
  return { given: `${where}: ${what}${twin}`, write: write ?? "what its reference says" };
}
