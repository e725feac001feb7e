import type { SecurityException } from "../../../components/shared/pod-security";
import type { LiveCluster } from "./live-cluster";

/** Asks the API server, without making anything, whether it would take a pod into a namespace; if not, why. */
export async function refusal(
  cluster: LiveCluster,
  namespace: string,
  spec: object,
): Promise<string | undefined> {
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "asked-for", namespace },
    // On no node yet, and with the account of the namespace itself.
    spec: {
      ...spec,
      nodeName: undefined,
      serviceAccount: undefined,
      serviceAccountName: "default",
    },
  };
  try {
    await cluster.objects.create(pod, undefined, "All");
    return undefined;
  } catch (error) {
    return (JSON.parse((error as { body: string }).body) as { message: string }).message;
  }
}

/** What Pod Security holds against a pod, in the words of the exceptions. An unknown objection stays as it is. */
export function objections(refused: string): string[] {
  const [, list = refused] = /violates PodSecurity "restricted:latest": (.*)$/s.exec(refused) ?? [];
  const found = [...list.matchAll(/(?:^|, )([^(]+) \(([^)]*)\)/g)].flatMap(
    ([whole, what = "", details = ""]) => {
      switch (what) {
        case "host namespaces":
          return [...details.matchAll(/(\w+)=true/g)].map(([, name]) => name ?? "");
        case "hostPort":
          return ["host ports"];
        case "unrestricted capabilities":
          return quoted(details.split("must not include")[1]).map((name) => `capability ${name}`);
        case "restricted volume types":
          return quoted(details.split(/uses? restricted/)[0]).map((name) => `host path ${name}`);
        case "runAsNonRoot != true":
        case "runAsUser=0":
          return ["root"];
        default:
          return [whole];
      }
    },
  );
  return [...new Set(found)].sort();
}

/** What an exception allows, in the same words. */
export function allowances(exception: SecurityException): string[] {
  return [
    ...(exception.root ? ["root"] : []),
    ...(exception.hostPid ? ["hostPID"] : []),
    // Every port of a pod on the node's network is a port of the node.
    ...(exception.hostNetwork ? ["hostNetwork", "host ports"] : []),
    ...(exception.capabilities ?? []).map((name) => `capability ${name}`),
    ...(exception.hostPaths ?? []).map((name) => `host path ${name}`),
  ].sort();
}

function quoted(text = ""): string[] {
  return [...text.matchAll(/"([^"]+)"/g)].map(([, name]) => name ?? "");
}
