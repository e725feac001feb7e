import { parseAllDocuments } from "yaml";
import { isMap } from "../../components/shared/merge";
import { readPin } from "../../sandbox/programs/pin";
import { toolCatalog } from "../../sandbox/programs/catalog";
import { ensureTool } from "../../sandbox/tools";
import { HelmFiles, runHelm } from "../helm/helm";
import type { KubernetesObject, RenderedRelease } from "../render/render";

/** What a release makes of its chart, which lies at `chart`. No cluster is asked; hooks are left out. */
export async function templateRelease(
  { name, namespace = "default", values }: RenderedRelease,
  chart: string,
  { crds = false, kubeVersion }: { crds?: boolean; kubeVersion?: string } = {},
): Promise<KubernetesObject[]> {
  const helm = await ensureTool("helm");
  // Without a version, helm assumes one that current charts refuse.
  const version = kubeVersion ?? (await kubernetesVersion());
  return HelmFiles.use(async (files) => {
    // JSON is YAML, and null stays null: charts are told to drop a default with it.
    const file = await files.write("values.json", JSON.stringify(values));
    const text = await runHelm(helm, [
      ...["template", name, chart, "--namespace", namespace, "--values", file],
      ...["--kube-version", version, "--no-hooks", ...(crds ? ["--include-crds"] : [])],
    ]);
    return objectsOf(text);
  });
}

/** The objects in a text of YAML documents. */
export function objectsOf(text: string): KubernetesObject[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS() as unknown)
    .filter((object): object is KubernetesObject => isMap(object) && isMap(object.metadata));
}

/** That of the embedded cluster: charts ask for it even where no cluster is. */
async function kubernetesVersion(): Promise<string> {
  const tool = toolCatalog["kube-apiserver"];
  if (tool.kind !== "built") throw new Error("the kube-apiserver must be pinned under tools/");
  return `v${(await readPin(tool)).version}`;
}
