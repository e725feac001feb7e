import { LgtmStack } from "pulumi-lgtm";

const stack = new LgtmStack("observability", {
  topology: "single",
  cluster: "my-cluster",
  retention: { logs: "14d", metrics: "90d" },
});

// Where programs in the cluster send OTLP, with the token from the Secret `stack.secrets.ingestToken`.
export const otlp = stack.endpoints.gateway?.otlpHttp;
export const grafana = stack.endpoints.grafana?.url;
