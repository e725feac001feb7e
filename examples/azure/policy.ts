/** The built-in role "Storage Blob Data Contributor": reads, writes and deletes blobs, and sees the container. */
const BLOB_DATA_CONTRIBUTOR = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";

/** The role as an assignment names it. */
export function blobRole(subscriptionId: string): string {
  return `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${BLOB_DATA_CONTRIBUTOR}`;
}

/** Where it holds: one container, and none beside it. */
export function containerScope(accountId: string, container: string): string {
  return `${accountId}/blobServices/default/containers/${container}`;
}

/** Who may be the managed identity: one service account of one cluster, by the cluster's OIDC issuer. */
export function federation(issuer: string, namespace: string, serviceAccount: string) {
  return {
    issuer,
    subject: `system:serviceaccount:${namespace}:${serviceAccount}`,
    audiences: ["api://AzureADTokenExchange"],
  };
}
