import type { Report } from "./body";
import type { Attribute, Block, Body } from "../language/parse";

interface Trap {
  readonly component: string;
  /** Path of the argument inside the component. */
  readonly argument: readonly string[];
  readonly matches: RegExp;
  readonly problem: string;
}

/** Addresses that are well-formed and that no backend answers on: the faults seen in copied configurations. */
const TRAPS: readonly Trap[] = [
  {
    component: "otelcol.exporter.otlphttp",
    argument: ["client", "endpoint"],
    matches: /\/v1\/(logs|metrics|traces)\/?$/,
    problem: "the exporter appends /v1/SIGNAL itself; end it before /v1",
  },
  {
    component: "otelcol.exporter.otlphttp",
    argument: ["client", "endpoint"],
    matches: /\/api\/v1\/(push|write)\/?$/,
    problem: "remote write does not read OTLP; Mimir's OTLP base ends with /otlp",
  },
  {
    component: "otelcol.exporter.otlp",
    argument: ["client", "endpoint"],
    matches: /^(https?:\/\/)?[^:/]+\/?$/,
    problem: "gRPC needs a port; write host:4317",
  },
  {
    component: "loki.write",
    argument: ["endpoint", "url"],
    matches: /^(?!.*\/loki\/api\/v1\/push$)/,
    problem: "Loki takes pushes on /loki/api/v1/push only",
  },
  {
    component: "prometheus.remote_write",
    argument: ["endpoint", "url"],
    matches: /\/otlp(\/v1\/metrics)?\/?$/,
    problem: "OTLP does not read remote write; Mimir's path is /api/v1/push",
  },
];

export function alloyTraps(component: Block, report: Report): void {
  for (const { component: name, argument, matches, problem } of TRAPS) {
    if (component.name !== name) continue;
    for (const { value, at } of attributesAt(component.body, argument)) {
      if (value.kind !== "literal" || typeof value.value !== "string") continue;
      if (!matches.test(value.value)) continue;
      report(at, `${argument.join(" > ")} is "${value.value}", but ${problem}`);
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
