import type { ReleaseSpec } from "../shared/chart-release";
import type { SeaweedFsSpec } from "./seaweedfs-args";
import { seaweedFsValues } from "./values";

/** What is installed for SeaweedFS. Pure: equal specs give equal releases. */
export function seaweedFsReleases(spec: SeaweedFsSpec): ReleaseSpec[] {
  const { name, namespace, charts } = spec;
  return [{ chart: "seaweedfs", name, namespace, values: seaweedFsValues(spec), charts }];
}
