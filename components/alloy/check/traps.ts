import type { Report } from "./body";
import type { Attribute, Block, Body } from "../language/parse";

interface Trap {
  readonly component: string;
  /** Path of the argument inside the component. */
  readonly argument: readonly string[];
  readonly matches: RegExp;
  readonly why: string;
  readonly write: string;
}

/** Addresses that are well-formed and that no backend answers on: the faults seen in copied configurations. */
const TRAPS: readonly Trap[] = [
  {
    component: "otelcol.exporter.otlphttp",
    argument: ["client", "endpoint"],
    matches: /\/v1\/(logs|metrics|traces)\/?$/,
    why: "the exporter appends /v1/SIGNAL itself",
    write: "the address up to /v1",
  },
  {
    component: "otelcol.exporter.otlphttp",
    argument: ["client", "endpoint"],
    matches: /\/api\/v1\/(push|write)\/?$/,
    why: "remote write does not read OTLP",
    write: "Mimir's address for OTLP, which ends with /otlp",
  },
  {
    component: "otelcol.exporter.otlp",
    argument: ["client", "endpoint"],
    matches: /^(https?:\/\/)?[^:/]+\/?$/,
    why: "gRPC needs a port",
    write: "host:4317",
  },
  {
    component: "loki.write",
    argument: ["endpoint", "url"],
    matches: /^(?!.*\/loki\/api\/v1\/push$)/,
    why: "Loki takes pushes on /loki/api/v1/push only",
    write: "an address that ends with /loki/api/v1/push",
  },
  {
    component: "prometheus.remote_write",
    argument: ["endpoint", "url"],
    matches: /\/otlp(\/v1\/metrics)?\/?$/,
    why: "OTLP does not read remote write",
    write: "Mimir's address for remote write, which ends with /api/v1/push",
  },
];

export function alloyTraps(component: Block, report: Report): void {
  for (const { component: name, argument, matches, why, write } of TRAPS) {
    if (component.name !== name) continue;
    for (const { value, at } of attributesAt(component.body, argument)) {
      if (value.kind !== "literal" || typeof value.value !== "string") continue;
      if (!matches.test(value.value)) continue;
      report(at, { what: `${argument.join(" > ")} is "${value.value}", but ${why}`, write });
    }
  }
}

function attributesAt(body: Body, [name, ...rest]: readonly string[]): Attribute[] {
  return body.flatMap((statement) => {
    if (statement.name !== name) return [];
    if (statement.kind === "attribute") return rest.length === 0 ? [statement] : [];
    return attributesAt(statement.body, rest);
  });
}
