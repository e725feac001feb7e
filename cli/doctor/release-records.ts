import { gunzipSync } from "node:zlib";
import type { CoreV1Api, V1Secret } from "@kubernetes/client-node";

/** One revision of a Helm release, from the Secret in which helm keeps it. */
export interface ReleaseRevision {
  namespace: string;
  name: string;
  revision: number;
  /** In helm's words: `deployed`, `superseded`, `failed`, `pending-install`, … */
  status: string;
  /** When its status was written. */
  at: Date;
  /** What helm says of it, such as why it failed; empty where that cannot be read. */
  description: string;
}

/** All revisions that helm keeps in a namespace. */
export async function releaseRevisions(
  core: CoreV1Api,
  namespace: string,
): Promise<ReleaseRevision[]> {
  const { items } = await core.listNamespacedSecret({
    namespace,
    labelSelector: "owner=helm",
    fieldSelector: "type=helm.sh/release.v1",
  });
  return items.flatMap((secret) => toRevision(secret, namespace));
}

function toRevision({ metadata, data }: V1Secret, namespace: string): ReleaseRevision[] {
  const { name, status, version, modifiedAt, createdAt } = metadata?.labels ?? {};
  if (name === undefined || status === undefined) return [];
  const seconds = Number(modifiedAt ?? createdAt ?? 0);
  const revision = Number(version ?? 0);
  const description = descriptionOf(data?.release ?? "");
  return [{ namespace, name, revision, status, at: new Date(seconds * 1000), description }];
}

/** helm packs a record with gzip and base64 before the API server gets it. */
function descriptionOf(packed: string): string {
  try {
    const encoded = Buffer.from(packed, "base64").toString("utf8");
    const text = gunzipSync(Buffer.from(encoded, "base64")).toString("utf8");
    const record = JSON.parse(text) as { info?: { description?: unknown } };
    const description = record.info?.description;
    return typeof description === "string" ? description : "";
  } catch {
    // A record in another form is still a record: its labels say what is needed.
    return "";
  }
}
