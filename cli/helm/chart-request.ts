/** A chart to be got from a repository or a registry. */
export interface ChartRequest {
  /** Its name, or oci:// with its folder. */
  chart: string;
  /** None: the newest. */
  version?: string;
  /** An http:// or https:// index, where the chart is not named by oci://. */
  repository?: string;
  username?: string;
  password?: string;
  /** The authority of the server's certificate, as a PEM file. */
  caFile?: string;
  /** Speak to a registry without TLS. */
  plainHttp?: boolean;
}

/** `the chart web 1.0.0 of https://charts.example`, for messages. */
export function describeRequest({ chart, version, repository }: ChartRequest): string {
  const from = repository === undefined ? "" : ` of ${repository}`;
  return `the chart ${chart}${version === undefined ? "" : ` ${version}`}${from}`;
}
