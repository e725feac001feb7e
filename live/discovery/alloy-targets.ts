import { printAlloy } from "../../components/alloy/print";
import { component } from "../../components/alloy/syntax";

const DISCOVERY = /^discovery\.kubernetes "(\w+)" \{\n[^]*?^\}\n/gm;

/**
 * Puts a file of targets where an agent's configuration asks Kubernetes, which is not here. What takes the targets
 * stays, relabelling above all: it sees the labels that discovery would have given.
 */
export function withFileTargets(text: string, file: string): string {
  return text
    .replace(DISCOVERY, (_block, label: string) =>
      printAlloy([component("discovery.file", label, { files: [file] })]),
    )
    .replace(/\bdiscovery\.kubernetes\.(\w+)\.targets\b/g, "discovery.file.$1.targets");
}

const ATTRIBUTES = /^otelcol\.processor\.k8sattributes "\w+" \{$/gm;

/** Lets the gateway ask the API server of a kubeconfig: outside a pod there is no service account to ask as. */
export function askingByKubeconfig(text: string): string {
  return text.replace(ATTRIBUTES, `$&\n\tauth_type = "kubeConfig"`);
}

/** Lets the gateway ask no API server, where there is none: senders say themselves in which pod they are. */
export function askingNobody(text: string): string {
  return text.replace(ATTRIBUTES, `$&\n\tpassthrough = true`);
}
