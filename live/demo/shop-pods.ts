import {
  LOGS_ANNOTATION,
  type ProfileKind,
  metricsAnnotations,
  profileAnnotation,
} from "../../components/shared/scrape-annotations";
import { SERVICE_NAME_POD_LABEL } from "../../components/shared/telemetry-labels";
import type { UnplacedPod } from "../discovery/discovered-pod";

/** Where the demo application lives. */
export const SHOP_NAMESPACE = "shop";

/** What answers as long as it runs. */
export const SHOP_SERVICES = ["frontend", "checkout", "inventory", "payments"] as const;

/** What runs again and again, and ends. */
export const SHOP_JOB = "report";

const PORT = 8080;
const PROFILES: readonly ProfileKind[] = ["cpu", "memory"];

/**
 * The pods of the demo application as somebody would deploy them. Where the services send their logs by OTLP the
 * agents leave them alone; the job's are collected from its output.
 */
export function shopPods({ sendsOtlp }: { sendsOtlp: boolean }): UnplacedPod[] {
  const services = SHOP_SERVICES.map((service) =>
    pod(service, {
      ...profileAnnotations(),
      ...(service === "checkout" && metricsAnnotations({ port: PORT })),
      ...(sendsOtlp && { [LOGS_ANNOTATION]: "false" }),
    }),
  );
  return [...services, { ...pod(SHOP_JOB, {}), ports: [] }];
}

function pod(name: string, annotations: Record<string, string>): UnplacedPod {
  return {
    namespace: SHOP_NAMESPACE,
    workload: name,
    name: `${name}-live`,
    container: name,
    labels: { [SERVICE_NAME_POD_LABEL]: name },
    annotations,
    ports: [{ name: "http", number: PORT, protocol: "TCP" }],
  };
}

function profileAnnotations(): Record<string, string> {
  return Object.fromEntries(
    PROFILES.flatMap((kind) => [
      [profileAnnotation(kind, "scrape"), "true"],
      [profileAnnotation(kind, "port"), String(PORT)],
    ]),
  );
}
