import { nearest } from "../../components/shared/nearest";
import type { ChartIndex } from "./chart-index";
import { type ChartRequest, describeRequest } from "./chart-request";

const VERSIONS_TOLD = 5;

/** How the command that is running takes credentials. */
export interface CredentialAdvice {
  /** What to do where none were given. */
  give: string;
  /** What to do where they were refused. */
  correct: string;
}

/** Why a chart could not be had, and what to do about it. */
export function explainPull(
  error: unknown,
  request: ChartRequest,
  index: ChartIndex,
  credentials: CredentialAdvice,
): Error {
  const said = (error instanceof Error ? error.message : String(error)).replaceAll(
    "source repository",
    "the repository",
  );
  return new Error(
    `${describeRequest(request)} could not be had: ${said}${advice(said, request, index, credentials)}`,
  );
}

function advice(
  said: string,
  { chart, repository, username, password }: ChartRequest,
  index: ChartIndex,
  credentials: CredentialAdvice,
): string {
  if (/401|403|basic credential not found|denied|unauthorized/i.test(said)) {
    return username === undefined && password === undefined
      ? `. It wants credentials: ${credentials.give}`
      : `. It refuses the credentials of the user "${username ?? ""}": ${credentials.correct}`;
  }
  if (
    /no such host|refused|unreachable|no answer|timeout|not done within|cannot be reached/i.test(
      said,
    )
  ) {
    return ". Without a network, use a chart that lies in a folder";
  }
  if (repository === undefined || !/not found|no chart/i.test(said)) return "";
  const versions = index.versions(chart);
  if (versions.length > 0) {
    return `. The repository has ${versions.slice(0, VERSIONS_TOLD).join(", ")}${versions.length > VERSIONS_TOLD ? ", …" : ""}`;
  }
  const meant = nearest(chart, index.charts());
  return meant === undefined ? "" : `. Did you mean "${meant}"?`;
}
