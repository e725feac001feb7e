import type { OutputMap } from "@pulumi/pulumi/automation";
import { findTool } from "../../sandbox/tools";
import type { program } from "../../stacks/program";
import type { CheckedWorkplace, Workplace } from "../commands/engine-options";
import { stackFile } from "../environments";
import { type RunningWorkload, runningWorkloads } from "./workloads";

type StackOutputs = ReturnType<typeof program>;

/** What the summary says of where an environment runs. */
type Where = Pick<Workplace, "environment" | "target">;

/** Prints what runs where, how to reach it, and how to take it down. */
export async function printSummary(
  place: Pick<CheckedWorkplace, "environment" | "target" | "rendering">,
  outputs: OutputMap,
): Promise<void> {
  const values = Object.fromEntries(
    Object.entries(outputs).map(([key, { value }]) => [key, value as unknown]),
  ) as unknown as StackOutputs;
  const { namespace, agentsNamespace } = values;
  const { cluster, embedded } = place.target;
  const releases = place.rendering.releases.map(({ name }) => name);
  const workloads = await runningWorkloads(cluster, [namespace, agentsNamespace], releases);
  // On a machine without kubectl the sandbox's own serves as well.
  const kubectl = embedded ? ((await findTool("kubectl")) ?? "kubectl") : "kubectl";
  console.log(summaryText(place, values, workloads, kubectl));
}

/** The summary itself. `kubectl` is the program that its commands start. */
export function summaryText(
  place: Where,
  outputs: StackOutputs,
  workloads: readonly RunningWorkload[],
  kubectl: string,
): string {
  return [
    section("What runs where", workloadLines(workloads)),
    section("Endpoints in the cluster", endpointLines(outputs.endpoints)),
    section("How to use it", accessLines(place, outputs, kubectl)),
    section("Take it down", [`npm run down${downOptions(place)}`]),
  ].join("\n");
}

function section(title: string, lines: readonly string[]): string {
  return `\n${title}\n${lines.map((line) => `  ${line}`).join("\n")}`;
}

function workloadLines(workloads: readonly RunningWorkload[]): string[] {
  const width = Math.max(20, ...workloads.map(({ name }) => name.length));
  return workloads.map(({ name, kind, ready, wanted, namespace, nodes }) => {
    const columns = [name.padEnd(width), kind.padEnd(12), `${ready}/${wanted} ready`.padEnd(10)];
    return `${columns.join(" ")} ${namespace} on ${nodes.join(", ")}`;
  });
}

function endpointLines(endpoints: StackOutputs["endpoints"]): string[] {
  return Object.entries(endpoints).flatMap(([part, urls]) =>
    Object.entries((urls ?? {}) as Record<string, string>).map(
      ([use, url]) => `${`${part} ${use}`.padEnd(32)} ${url}`,
    ),
  );
}

function accessLines({ target }: Where, outputs: StackOutputs, kubectl: string): string[] {
  const { context, kubeconfig } = target.cluster;
  const cluster = context ? `--context ${context}` : `--kubeconfig ${kubeconfig}`;
  const command = `${kubectl} ${cluster} -n ${outputs.namespace}`;
  const read = ({ name, key }: { name: string; key: string }) =>
    `${command} get secret ${name} -o go-template='{{index .data "${key}" | base64decode}}'`;
  const { grafana } = outputs.endpoints;
  const { grafanaAdmin, ingestToken } = outputs.secrets;
  return [
    ...(target.embedded
      ? [
          "(The embedded cluster schedules real objects, but its nodes are simulated: no container runs.)",
        ]
      : []),
    ...(grafana && grafanaAdmin
      ? [
          `Grafana:         ${command} port-forward ${forwarded(grafana.url)}, then http://localhost:3000 as admin`,
          `admin password:  ${read(grafanaAdmin)}`,
        ]
      : []),
    ...(ingestToken ? [`ingest token:    ${read(ingestToken)}`] : []),
  ];
}

/** The Service of an in-cluster URL, with its port on ours. A URL drops the port that is usual. */
function forwarded(url: string): string {
  const { hostname, port } = new URL(url);
  return `service/${hostname.split(".", 1)[0] ?? ""} 3000:${port || "80"}`;
}

function downOptions({ environment, target }: Where): string {
  const { context } = target.cluster;
  const { name, file } = environment;
  // An environment from elsewhere is found by its path alone.
  const env = file === stackFile(name) ? name : file;
  const options = [
    ...(env === "dev" ? [] : ["--env", env]),
    ...(context ? ["--context", context] : []),
  ];
  return options.length === 0 ? "" : ` -- ${options.join(" ")}`;
}
