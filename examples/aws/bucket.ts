import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type Backend, lifecycleRules } from "./lifecycle";
import { bucketAccess, onlyTls, trust } from "./policy";

/** What tells one backend's bucket from another's. */
export interface BackendBucket {
  backend: Backend;
  bucket: string;
  role: string;
  retentionDays: number;
  /** Partition of AWS: "aws", "aws-cn" or "aws-us-gov". */
  partition: string;
  /** ARN of the cluster's OIDC provider. */
  oidcProviderArn: string;
  namespace: string;
}

/** A private bucket for one backend, and a role that may use this one and no other. */
export function createBucket(spec: BackendBucket): pulumi.Resource[] {
  const { backend, bucket: name } = spec;
  const arn = `arn:${spec.partition}:s3:::${name}`;
  const bucket = new aws.s3.Bucket(backend, { bucket: name }, { protect: true });
  const within = { parent: bucket };
  const access = new aws.s3.BucketPublicAccessBlock(
    backend,
    {
      bucket: bucket.bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    within,
  );
  new aws.s3.BucketPolicy(
    backend,
    { bucket: bucket.bucket, policy: JSON.stringify(onlyTls(arn)) },
    { ...within, dependsOn: access },
  );
  const versioning = new aws.s3.BucketVersioning(
    backend,
    { bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } },
    within,
  );
  new aws.s3.BucketLifecycleConfiguration(
    backend,
    { bucket: bucket.bucket, rules: lifecycleRules(backend, spec.retentionDays) },
    // A rule about old versions is refused before there are versions.
    { ...within, dependsOn: versioning },
  );
  const role = new aws.iam.Role(backend, {
    name: spec.role,
    // The service account is called as the backend is.
    assumeRolePolicy: JSON.stringify(trust(spec.oidcProviderArn, spec.namespace, backend)),
  });
  const policy = new aws.iam.RolePolicy(
    backend,
    { role: role.name, policy: JSON.stringify(bucketAccess(arn)) },
    { parent: role },
  );
  return [bucket, policy];
}
