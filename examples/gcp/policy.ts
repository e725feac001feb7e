/** What a backend may do in its own bucket: list, read, write and delete objects. Not the bucket itself. */
export const BUCKET_ROLE = "roles/storage.objectUser";

/** Who may act as the Google service account: one Kubernetes service account of the project's clusters. */
export function workloadIdentity(project: string, namespace: string, serviceAccount: string) {
  return {
    role: "roles/iam.workloadIdentityUser",
    member: `serviceAccount:${project}.svc.id.goog[${namespace}/${serviceAccount}]`,
  };
}
