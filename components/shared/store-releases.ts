import type * as pulumi from "@pulumi/pulumi";
import { storageAccess } from "../storage/access";
import { type ReleaseSpec, createRelease } from "./chart-release";
import { after } from "./component-args";
import { createServiceAccount } from "./service-account";
import type { StoreSpec } from "./store";

/**
 * Installs a backend whose pods its chart makes, and the service account of these pods, by which the cloud knows the
 * backend in every topology. `protect` is for releases with volumes.
 */
export function createStoreReleases(
  name: string,
  spec: StoreSpec,
  releases: readonly ReleaseSpec[],
  { protect, ...options }: pulumi.CustomResourceOptions,
): void {
  const { serviceAccountAnnotations } = storageAccess(spec.objectStorage);
  const account = createServiceAccount(
    name,
    { ...spec, settings: spec, serviceAccountAnnotations },
    options,
  );
  for (const release of releases) {
    // Nothing said lets the backend's own option hold.
    createRelease(name, release, { ...after(options, [account]), ...(protect && { protect }) });
  }
}
