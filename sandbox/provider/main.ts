import { parseArgs } from "node:util";
import kubernetesSdk from "@pulumi/kubernetes/package.json";
import randomSdk from "@pulumi/random/package.json";
import { serveProvider } from "./grpc-server";
import { KubernetesProvider } from "./kubernetes";
import { RandomProvider } from "./random";

/** The provider server as a program: prints one line of JSON with its ports, and ends when its standard input does. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kubeconfig: { type: "string" },
      helm: { type: "string" },
      "chart-cache": { type: "string" },
    },
  });
  // Never the user's own ~/.kube/config by default: a cluster is touched only when it is named.
  const kubeconfig = values.kubeconfig ?? process.env.KUBECONFIG;
  // We answer as the version that the SDK was made for: the engine warns about any other.
  const kubernetes = await serveProvider(
    new KubernetesProvider(
      { kubeconfig, helm: values.helm, chartCache: values["chart-cache"] },
      kubernetesSdk.version,
    ),
    kubernetesSdk.version,
  );
  const random = await serveProvider(new RandomProvider(), randomSdk.version);
  process.stdout.write(`${JSON.stringify({ kubernetes: kubernetes.port, random: random.port })}\n`);
  // The other end is held by whoever started this; it closes however that process ends, SIGKILL included.
  process.stdin.on("end", () => process.exit(0));
  process.stdin.on("error", () => process.exit(0));
  process.stdin.resume();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
