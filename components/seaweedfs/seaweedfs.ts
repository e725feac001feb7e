import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { createRelease } from "../shared/chart-release";
import { after, childOptions, resolveOrThrow } from "../shared/component-args";
import { type SeaweedFsEndpoints, seaweedFsEndpoints } from "../shared/endpoints";
import { annotated, objectLabels } from "../shared/labels";
import { createSecret } from "../shared/secret";
import { bucketsJob } from "./buckets";
import { type SeaweedFsArgs, type SeaweedFsSpec, resolveSeaweedFs } from "./seaweedfs-args";
import { seaweedFsReleases } from "./release";

/** The only user there is. No secret, so it has a name that says what it is for. */
const ACCESS_KEY_ID = "lgtm";

/**
 * SeaweedFS: a small S3 server in the cluster, for trials. One pod with one volume, every object kept once.
 *
 * ```ts
 * const store = new SeaweedFs("store", { namespace: "monitoring", buckets: ["loki", "mimir"] });
 * ```
 */
export class SeaweedFs extends pulumi.ComponentResource {
  /** Where it answers S3 requests, by path and without TLS. */
  readonly endpoints: SeaweedFsEndpoints;
  /** Name of the Secret with the keys "access-key-id" and "secret-access-key". */
  readonly secret: string;

  constructor(name: string, args: SeaweedFsArgs, opts?: pulumi.ComponentResourceOptions) {
    const spec = resolveOrThrow("SeaweedFs", name, args, resolveSeaweedFs);
    super("lgtm:index:SeaweedFs", name, {}, opts);
    const options = childOptions(this, opts);

    const keys = createKeys(name, spec, options);
    const opened = {
      ...after(options, [keys]),
      ...(spec.persistence.protect && { protect: true }),
    };
    const releases = seaweedFsReleases(spec).map((each) => createRelease(name, each, opened));
    if (spec.buckets.length > 0) {
      new k8s.batch.v1.Job(`${name}-buckets`, bucketsJob(spec), after(options, releases));
    }
    this.endpoints = seaweedFsEndpoints(spec);
    this.secret = spec.name;
    this.registerOutputs({ endpoints: this.endpoints, secret: this.secret });
  }
}

/** One Secret for both sides: the keys as clients read them, and the list of users as the server does. */
function createKeys(
  name: string,
  spec: SeaweedFsSpec,
  options: pulumi.CustomResourceOptions,
): k8s.core.v1.SecretPatch {
  const { result } = new random.RandomPassword(
    `${name}-keys`,
    { length: 40, special: false },
    { parent: options.parent },
  );
  const secretAccessKey = pulumi.secret(result);
  // A secret as its key is.
  const users = pulumi.jsonStringify({
    identities: [
      {
        name: ACCESS_KEY_ID,
        credentials: [{ accessKey: ACCESS_KEY_ID, secretKey: secretAccessKey }],
        actions: ["Admin", "Read", "Write", "List", "Tagging"],
      },
    ],
  });
  return createSecret(
    `${name}-keys`,
    {
      metadata: {
        name: spec.name,
        namespace: spec.namespace,
        labels: objectLabels({ name: spec.name, instance: spec.instance }, spec.labels),
        ...annotated(spec.annotations),
      },
      texts: {
        "access-key-id": ACCESS_KEY_ID,
        "secret-access-key": secretAccessKey,
        // The key under which the chart mounts it.
        seaweedfs_s3_config: users,
      },
    },
    options,
  );
}
