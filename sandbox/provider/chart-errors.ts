import { nearest } from "../../components/shared/nearest";
import type { ChartIndex } from "./chart-index";
import { type ChartSource, describeSource } from "./chart-source";

const VERSIONS_TOLD = 5;

/** Why a chart could not be had, and what to write instead. */
export function explainPull(
  error: unknown,
  source: Exclude<ChartSource, { kind: "local" }>,
  index: ChartIndex,
): Error {
  const said = (error instanceof Error ? error.message : String(error)).replaceAll(
    "source repository",
    "the repository",
  );
  return new Error(
    `${describeSource(source)} could not be had: ${said}${advice(said, source, index)}`,
  );
}

function advice(
  said: string,
  source: Exclude<ChartSource, { kind: "local" }>,
  index: ChartIndex,
): string {
  const { username, password } = source.options;
  if (/401|403|basic credential not found|denied|unauthorized/i.test(said)) {
    return username === undefined && password === undefined
      ? ". It wants credentials: set repositoryOpts.username and repositoryOpts.password"
      : `. It refuses the credentials of the user "${username ?? ""}": correct repositoryOpts`;
  }
  if (
    /no such host|refused|unreachable|no answer|timeout|not within|cannot be reached/i.test(said)
  ) {
    return ". Without a network, use a chart that lies in a folder";
  }
  if (source.kind !== "repository" || !/not found|no chart/i.test(said)) return "";
  const versions = index.versions(source.name);
  if (versions.length > 0) {
    return `. The repository has ${versions.slice(0, VERSIONS_TOLD).join(", ")}${versions.length > VERSIONS_TOLD ? ", …" : ""}`;
  }
  const meant = nearest(source.name, index.charts());
  return meant === undefined ? "" : `. Did you mean "${meant}"?`;
}
