import * as gcp from "@pulumi/gcp";
import type * as pulumi from "@pulumi/pulumi";
import { type Backend, lifecycleRules } from "./lifecycle";
import { BUCKET_ROLE, workloadIdentity } from "./policy";

/** What tells one backend's bucket from another's. */
export interface BackendBucket {
  backend: Backend;
  bucket: string;
  /** Name of the Google service account, the part before the @. */
  accountId: string;
  retentionDays: number;
  project: string;
  location: string;
  namespace: string;
}

/** A private bucket for one backend, and a Google service account that may use this one and no other. */
export function createBucket(spec: BackendBucket): pulumi.Resource[] {
  const { backend, project } = spec;
  const bucket = new gcp.storage.Bucket(
    backend,
    {
      name: spec.bucket,
      project,
      location: spec.location,
      uniformBucketLevelAccess: true,
      publicAccessPrevention: "enforced",
      versioning: { enabled: true },
      lifecycleRules: lifecycleRules(backend, spec.retentionDays),
    },
    { protect: true },
  );
  const account = new gcp.serviceaccount.Account(backend, { project, accountId: spec.accountId });
  const access = new gcp.storage.BucketIAMMember(
    backend,
    { bucket: bucket.name, role: BUCKET_ROLE, member: account.member },
    { parent: bucket },
  );
  const identity = new gcp.serviceaccount.IAMMember(
    backend,
    // The service account is called as the backend is.
    { serviceAccountId: account.name, ...workloadIdentity(project, spec.namespace, backend) },
    { parent: account },
  );
  return [access, identity];
}
