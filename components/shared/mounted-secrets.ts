import type { SecretRef } from "./credentials";
import type { MountedSecret } from "./workload-spec";

/** The Secrets as folders below `root`: each value is the file ROOT/NAME/KEY. One folder, however many of its keys. */
export function mountedSecrets(root: string, refs: readonly SecretRef[]): MountedSecret[] {
  const names = [...new Set(refs.map((ref) => ref.name))];
  return names.map((secret) => ({
    secret,
    directory: `${root}/${secret}`,
    keys: [...new Set(refs.filter((ref) => ref.name === secret).map((ref) => ref.key))],
  }));
}
