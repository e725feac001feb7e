import type { types } from "@pulumi/kubernetes";
import { PORTS, serviceHost } from "../shared/endpoints";
import { annotated, objectLabels } from "../shared/labels";
import { containerSecurity, podSecurity } from "../shared/pod-security";
import { imageReference, ownImage } from "../shared/images";
import type { SeaweedFsSpec } from "./seaweedfs-args";
import { SEAWEEDFS_USER, bucketsIdentity } from "./values";

/** The chart's own Job for it is a hook, which `helm.v4.Chart` leaves out, and which runs again at every upgrade. */
export function bucketsJob(spec: SeaweedFsSpec): types.input.batch.v1.Job {
  const identity = bucketsIdentity(spec);
  const labels = objectLabels(identity, spec.labels);
  return {
    metadata: {
      name: identity.name,
      namespace: spec.namespace,
      labels,
      ...annotated(spec.annotations),
    },
    spec: {
      backoffLimit: 3,
      activeDeadlineSeconds: 900,
      template: {
        metadata: { labels, ...annotated(spec.annotations) },
        spec: {
          restartPolicy: "OnFailure",
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: podSecurity(SEAWEEDFS_USER),
          nodeSelector: { "kubernetes.io/os": "linux", ...spec.nodeSelector },
          ...(spec.tolerations.length > 0 && { tolerations: spec.tolerations }),
          ...(spec.imagePullSecrets.length > 0 && {
            imagePullSecrets: spec.imagePullSecrets.map((secret) => ({ name: secret })),
          }),
          containers: [
            {
              name: "buckets",
              image: imageReference(ownImage(spec)),
              imagePullPolicy: spec.image.pullPolicy,
              command: ["/bin/sh", "-euc", SCRIPT, "buckets", ...spec.buckets],
              env: [
                { name: "MASTER", value: `${host(spec)}:${PORTS.seaweedfs.master}` },
                { name: "FILER", value: `${host(spec)}:${PORTS.seaweedfs.filer}` },
              ],
              resources: {
                requests: { cpu: "10m", memory: "64Mi" },
                limits: { memory: "256Mi" },
              },
              securityContext: containerSecurity(),
              volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
            },
          ],
          volumes: [{ name: "tmp", emptyDir: {} }],
        },
      },
    },
  };
}

/**
 * The shell of SeaweedFS ends with 0 whatever became of a command, so what counts is that the bucket is in its list.
 * Until it can be reached nothing is.
 */
const SCRIPT = `shell() { echo "$1" | timeout 60 weed shell -master="$MASTER" -filer="$FILER"; }
for bucket in "$@"; do
  until shell s3.bucket.list | awk '{ print $1 }' | grep -Fxq "$bucket"; do
    shell "s3.bucket.create -name $bucket" || sleep 2
  done
  echo "bucket $bucket is there"
done
`;

function host({ name, namespace, clusterDomain }: SeaweedFsSpec): string {
  return serviceHost({ name: `${name}-all-in-one`, namespace, clusterDomain });
}
