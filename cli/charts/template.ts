import { parseAllDocuments } from "yaml";
import { isMap } from "../../components/shared/merge";
import { HelmCli, HelmFiles } from "../../sandbox/provider/helm-cli";
import { templateArgs } from "../../sandbox/provider/helm-template";
import { valueFiles } from "../../sandbox/provider/helm-values";
import type { JsonObject } from "../../sandbox/provider/json";
import { readPin } from "../../sandbox/tool-pin";
import { toolCatalog } from "../../sandbox/tool-catalog";
import { ensureTool } from "../../sandbox/tools";
import type { KubernetesObject, RenderedRelease } from "../render/render";

/** What a release makes of its chart, which lies at `chart`. No cluster is asked; hooks are left out. */
export async function templateRelease(
  release: RenderedRelease,
  chart: string,
  { crds = false, kubeVersion }: { crds?: boolean; kubeVersion?: string } = {},
): Promise<KubernetesObject[]> {
  const { name, namespace = "default", values } = release;
  const inputs = { name, namespace, values } as unknown as JsonObject;
  const helm = new HelmCli(await ensureTool("helm"));
  const version = kubeVersion ?? (await kubernetesVersion());
  return HelmFiles.use(async (files) => {
    const written = { chart, values: await valueFiles(inputs, files) };
    const able = { version, apiVersions: [] };
    return objectsOf(await helm.run(templateArgs(inputs, written, able, { hooks: false, crds })));
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
