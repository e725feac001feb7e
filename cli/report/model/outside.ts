import type { AlloyGatewayEndpoints } from "../../../components/shared/endpoints";
import type { StackPlan } from "../../../components/stack/plan";
import type { BucketStorage, ObjectStorage } from "../../../components/storage/object-storage";
import type { Rendering } from "../../render/render";
import { type Flow, flowTo } from "./flow";
import { endpointText } from "./flow-texts";

/** Somebody or something that the stack does not make and that its parts talk with. */
export interface Outside {
  id: string;
  title: string;
  /** Where it is, or who. */
  details: string[];
  kind: "people" | "bucket" | "database" | "queue";
}

/** An outsider with what goes between it and the parts. */
interface OutsideLink {
  outside: Outside;
  flows: Flow[];
}

/** Whom the parts talk with beyond the stack, by what its configuration came to. */
export function outsideOf({ plan, outputs }: Rendering): OutsideLink[] {
  const { gateway, grafana } = outputs.endpoints;
  return [
    ...(gateway && plan.alloyGateway ? [senders(gateway)] : []),
    ...(grafana && plan.grafana ? [people(grafana.url)] : []),
    ...buckets(plan),
    ...database(plan),
    ...externalKafka(plan),
  ];
}

function senders(gateway: AlloyGatewayEndpoints): OutsideLink {
  const outside: Outside = {
    id: "senders",
    title: "Your programs",
    details: ["with the ingest token"],
    kind: "people",
  };
  const over = (use: keyof AlloyGatewayEndpoints) =>
    flowTo("senders", "alloy-gateway", gateway[use], endpointText("gateway", use));
  return { outside, flows: [over("otlpGrpc"), over("otlpHttp")] };
}

function people(url: string): OutsideLink {
  const outside: Outside = {
    id: "people",
    title: "People",
    details: ["with a browser"],
    kind: "people",
  };
  const text = { kind: "query", short: "browser", long: "user interface and API" } as const;
  return { outside, flows: [flowTo("people", "grafana", url, text)] };
}

function buckets(plan: StackPlan): OutsideLink[] {
  const stores = {
    loki: plan.loki,
    mimir: plan.mimir,
    tempo: plan.tempo,
    pyroscope: plan.pyroscope,
  };
  return Object.entries(stores).flatMap(([part, planned]): OutsideLink[] => {
    const storage: ObjectStorage | undefined = planned?.spec.objectStorage;
    // One in the cluster is a part itself, whose address stands in the backend's configuration.
    if (storage === undefined || storage.kind === "filesystem" || plan.objectStorage) return [];
    const { title, details } = bucketText(storage);
    const id = `bucket-${part}`;
    const text = { kind: "storage", short: "blocks", long: `everything kept (${title})` } as const;
    return [
      {
        outside: { id, title: storage.bucket, details, kind: "bucket" },
        flows: [flowTo(part, id, `${storage.bucket} (${details.join(", ")})`, text)],
      },
    ];
  });
}

function bucketText(storage: BucketStorage): { title: string; details: string[] } {
  switch (storage.kind) {
    case "s3":
      return { title: "S3", details: [`S3, ${storage.region}`] };
    case "s3-compatible":
      return { title: "S3", details: ["S3", storage.endpoint] };
    case "gcs":
      return { title: "Google Cloud Storage", details: ["Google Cloud Storage"] };
    case "azure":
      return { title: "Azure Blob Storage", details: ["Azure Blob Storage", storage.account] };
  }
}

function database({ grafana }: StackPlan): OutsideLink[] {
  const found = grafana?.spec.database;
  if (found === undefined) return [];
  const text = { kind: "storage", short: "SQL", long: "users, dashboards, alerts" } as const;
  return [
    {
      outside: {
        id: "database",
        title: "PostgreSQL",
        details: [found.host, `database ${found.name}`],
        kind: "database",
      },
      flows: [flowTo("grafana", "database", found.host, text)],
    },
  ];
}

function externalKafka({ kafka, tempo, mimir }: StackPlan): OutsideLink[] {
  if (kafka?.spec.kind !== "external") return [];
  const { address } = kafka.spec;
  const readers = Object.entries({ tempo, mimir }).filter(([, part]) => part?.spec.kafka);
  const text = { kind: "storage", short: "Kafka", long: "what is not yet in the bucket" } as const;
  return [
    {
      outside: { id: "kafka-outside", title: "Kafka", details: [address], kind: "queue" },
      flows: readers.map(([part]) => flowTo(part, "kafka-outside", address, text)),
    },
  ];
}
