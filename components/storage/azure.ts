import { AzureCloud } from "./object-storage";

const BLOB_HOSTS: Readonly<Record<AzureCloud, string>> = {
  [AzureCloud.Public]: "blob.core.windows.net",
  [AzureCloud.UsGovernment]: "blob.core.usgovcloudapi.net",
  [AzureCloud.China]: "blob.core.chinacloudapi.cn",
};

/** What stands behind the account in the host names of its blobs. All four clients know the public one by themselves. */
export function blobHost(cloud: AzureCloud): { endpoint_suffix?: string } {
  return cloud === AzureCloud.Public ? {} : { endpoint_suffix: BLOB_HOSTS[cloud] };
}
