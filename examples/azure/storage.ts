import * as native from "@pulumi/azure-native";
import * as pulumi from "@pulumi/pulumi";
import { BACKENDS, type Backend, LEFTOVER_DAYS, lifecycleRules } from "./lifecycle";
import { blobRole, containerScope, federation } from "./policy";

export interface StorageSpec {
  resourceGroup: string;
  subscriptionId: string;
  /** Name of the storage account. */
  account: string;
  retentionDays: Record<Backend, number>;
  /** OIDC issuer of the cluster, as Azure says it: with a slash at its end. */
  oidcIssuer: string;
  namespace: string;
}

/** One account with a container for each backend, and the rules of all: an account has one set of them. */
export function createAccount(spec: StorageSpec): native.storage.StorageAccount {
  const account = new native.storage.StorageAccount(
    "account",
    {
      accountName: spec.account,
      resourceGroupName: spec.resourceGroup,
      kind: "StorageV2",
      sku: { name: "Standard_ZRS" },
      allowBlobPublicAccess: false,
      allowSharedKeyAccess: false,
      minimumTlsVersion: "TLS1_2",
      // The backends' client does not understand a hierarchical namespace.
      isHnsEnabled: false,
    },
    { protect: true },
  );
  const names = { accountName: account.name, resourceGroupName: spec.resourceGroup };
  const service = new native.storage.BlobServiceProperties(
    "blobs",
    {
      ...names,
      blobServicesName: "default",
      isVersioningEnabled: true,
      // Of versions too: the lifecycle removes one that is older as soon as it is no longer the newest.
      deleteRetentionPolicy: { enabled: true, days: LEFTOVER_DAYS },
    },
    { parent: account },
  );
  new native.storage.ManagementPolicy(
    "lifecycle",
    {
      ...names,
      managementPolicyName: "default",
      policy: {
        rules: BACKENDS.flatMap((backend) =>
          lifecycleRules(backend, backend, spec.retentionDays[backend]),
        ),
      },
    },
    // A rule about versions is refused before there are versions.
    { parent: account, dependsOn: service },
  );
  return account;
}

/** What the stack needs to know of a backend's container. */
export interface BackendContainer {
  clientId: pulumi.Output<string>;
  ready: pulumi.Resource[];
}

/** A private container for one backend, and a managed identity that may use this one and no other. */
export function createContainer(
  backend: Backend,
  account: native.storage.StorageAccount,
  spec: StorageSpec,
): BackendContainer {
  const { resourceGroup: resourceGroupName, subscriptionId } = spec;
  const container = new native.storage.BlobContainer(
    backend,
    { containerName: backend, accountName: account.name, resourceGroupName, publicAccess: "None" },
    { protect: true },
  );
  const identity = new native.managedidentity.UserAssignedIdentity(backend, {
    resourceName: `lgtm-${backend}`,
    resourceGroupName,
  });
  const credential = new native.managedidentity.FederatedIdentityCredential(
    backend,
    {
      resourceGroupName,
      resourceName: identity.name,
      federatedIdentityCredentialResourceName: backend,
      // The service account is called as the backend is.
      ...federation(spec.oidcIssuer, spec.namespace, backend),
    },
    { parent: identity },
  );
  const access = new native.authorization.RoleAssignment(
    backend,
    {
      principalId: identity.principalId,
      principalType: "ServicePrincipal",
      roleDefinitionId: blobRole(subscriptionId),
      scope: account.id.apply((id) => containerScope(id, backend)),
    },
    { parent: container },
  );
  return { clientId: identity.clientId, ready: [access, credential] };
}
