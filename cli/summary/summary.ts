import type { OutputMap } from "@pulumi/pulumi/automation";
import { findTool } from "../../sandbox/tools";
import type { SecretRef } from "../../components/shared/credentials";
import type { program } from "../../stacks/program";
import type { CheckedWorkplace, Workplace } from "../commands/engine-options";
import { bold } from "../command-line/colors";
import { commandFor } from "../commands/command-for";
import { shellLine } from "../shell-line";
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
  // A kubeconfig of the user's may want a version of its own; the embedded cluster takes ours.
  const kubectl = embedded ? await findTool("kubectl") : "kubectl";
  console.log(summaryText(place, values, workloads, kubectl));
}

/** The summary itself. `kubectl` is the program that its commands start; where it is not here, it says how to get it. */
export function summaryText(
  place: Where,
  outputs: StackOutputs,
  workloads: readonly RunningWorkload[],
  kubectl: string | undefined,
): string {
  return [
    section("What runs where", workloadLines(workloads)),
    section("Endpoints in the cluster", endpointLines(outputs.endpoints)),
    section("How to use it", accessLines(place, outputs, kubectl)),
    section("Take it down", [commandFor("down", place.environment, place.target.cluster.context)]),
  ].join("\n");
}

function section(title: string, lines: readonly string[]): string {
  return `\n${bold(title)}\n${lines.map((line) => `  ${line}`).join("\n")}`;
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

function accessLines(
  { target }: Where,
  outputs: StackOutputs,
  kubectl: string | undefined,
): string[] {
  const { context, kubeconfig } = target.cluster;
  const cluster = context ? ["--context", context] : ["--kubeconfig", kubeconfig];
  const command = (...words: string[]) =>
    shellLine([kubectl ?? "kubectl", ...cluster, "-n", outputs.namespace, ...words]);
  const read = ({ name, key }: SecretRef) =>
    command("get", "secret", name, "-o", `go-template={{index .data "${key}" | base64decode}}`);
  const { grafana } = outputs.endpoints;
  const { grafanaAdmin, ingestToken } = outputs.secrets;
  return [
    ...(target.embedded
      ? [
          "(The embedded cluster schedules real objects, but its nodes are simulated: no container runs, and no port of",
          "a pod answers. `npm run live` runs the same pods as processes of this machine.)",
        ]
      : []),
    ...(kubectl === undefined
      ? ["(kubectl is not here: `npm run programs -- --get kubectl` gets it and says where it is.)"]
      : []),
    // What is forwarded to a simulated node arrives nowhere.
    ...(grafana && !target.embedded
      ? [
          `Grafana:         ${command("port-forward", ...forwarded(grafana.url))}, then http://localhost:3000 as admin`,
        ]
      : []),
    ...(grafana && grafanaAdmin ? [`admin password:  ${read(grafanaAdmin)}`] : []),
    ...(ingestToken ? [`ingest token:    ${read(ingestToken)}`] : []),
  ];
}

/** The Service of an in-cluster URL, with its port on ours. A URL drops the port that is usual. */
function forwarded(url: string): string[] {
  const { hostname, port } = new URL(url);
  return [`service/${hostname.split(".", 1)[0] ?? ""}`, `3000:${port || "80"}`];
}
