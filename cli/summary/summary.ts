import type { OutputMap } from "@pulumi/pulumi/automation";
import { findTool } from "../../sandbox/tools";
import type { program } from "../../stacks/program";
import type { Workplace } from "../commands/engine-options";
import { type RunningWorkload, runningWorkloads } from "./workloads";

type StackOutputs = ReturnType<typeof program>;

/** Prints what runs where, how to reach it, and how to take it down. */
export async function printSummary(place: Workplace, outputs: OutputMap): Promise<void> {
  const values = Object.fromEntries(
    Object.entries(outputs).map(([key, { value }]) => [key, value as unknown]),
  ) as unknown as StackOutputs;
  const { namespace, agentsNamespace } = values;
  const workloads = await runningWorkloads(place.target.cluster, [namespace, agentsNamespace]);
  const sections = [
    section("What runs where", workloads.map(workloadLine)),
    section("Endpoints in the cluster", endpointLines(values.endpoints)),
    await accessSection(place, values),
    section("Take it down", [`npm run down${downOptions(place)}`]),
  ];
  console.log(sections.join("\n"));
}

function section(title: string, lines: readonly string[]): string {
  return `\n${title}\n${lines.map((line) => `  ${line}`).join("\n")}`;
}

function workloadLine({ name, kind, ready, wanted, namespace, nodes }: RunningWorkload): string {
  const columns = [name.padEnd(20), kind.padEnd(12), `${ready}/${wanted} ready`.padEnd(10)];
  return `${columns.join(" ")} ${namespace} on ${nodes.join(", ")}`;
}

function endpointLines(endpoints: StackOutputs["endpoints"]): string[] {
  return Object.entries(endpoints).flatMap(([part, urls]) =>
    Object.entries((urls ?? {}) as Record<string, string>).map(
      ([use, url]) => `${`${part} ${use}`.padEnd(32)} ${url}`,
    ),
  );
}

async function accessSection({ target }: Workplace, values: StackOutputs): Promise<string> {
  const { context, kubeconfig } = target.cluster;
  // On a machine without kubectl the sandbox's own serves as well.
  const kubectl = target.embedded ? ((await findTool("kubectl")) ?? "kubectl") : "kubectl";
  const cluster = context ? `--context ${context}` : `--kubeconfig ${kubeconfig}`;
  const command = `${kubectl} ${cluster} -n ${values.namespace}`;
  const read = ({ name, key }: { name: string; key: string }) =>
    `${command} get secret ${name} -o go-template='{{index .data "${key}" | base64decode}}'`;
  const { grafana } = values.endpoints;
  return section("How to use it", [
    ...(target.embedded
      ? [
          "(The embedded cluster schedules real objects, but its nodes are simulated: no container runs.)",
        ]
      : []),
    ...(grafana
      ? [
          `Grafana:         ${command} port-forward service/grafana 3000:3000, then http://localhost:3000 as admin`,
          `admin password:  ${read(values.secrets.grafanaAdmin)}`,
        ]
      : []),
    ...(values.endpoints.gateway ? [`ingest token:    ${read(values.secrets.ingestToken)}`] : []),
  ]);
}

function downOptions({ environment, target }: Workplace): string {
  const { context } = target.cluster;
  const options = [
    ...(environment.name === "dev" ? [] : ["--env", environment.name]),
    ...(context ? ["--context", context] : []),
  ];
  return options.length === 0 ? "" : ` -- ${options.join(" ")}`;
}
