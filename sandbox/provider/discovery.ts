import { ApiError } from "./api-error";
import type { Cluster } from "./cluster";
import { isObject, type JsonObject, listAt, stringAt } from "./json";

export interface ApiResource {
  /** The plural, as it stands in paths. */
  plural: string;
  namespaced: boolean;
}

/** Which kinds the API server serves, asked once for each group version. */
export class Discovery {
  private readonly groupVersions = new Map<string, Promise<ReadonlyMap<string, ApiResource>>>();

  constructor(private readonly cluster: Cluster) {}

  async find(apiVersion: string, kind: string): Promise<ApiResource | undefined> {
    return (await this.kinds(apiVersion)).get(kind);
  }

  /** As find, but asks the API server again when the kind is missing: a definition may have come since. */
  async findNow(apiVersion: string, kind: string): Promise<ApiResource | undefined> {
    const known = await this.find(apiVersion, kind);
    if (known !== undefined) return known;
    this.groupVersions.delete(apiVersion);
    return this.find(apiVersion, kind);
  }

  /** What was learned of a group version holds no longer. */
  forget(apiVersion: string): void {
    this.groupVersions.delete(apiVersion);
  }

  /** All that is served, as charts ask for it: `apps/v1` and `apps/v1/Deployment`. */
  async everything(): Promise<string[]> {
    const { groups } = await this.cluster.request({ method: "GET", path: "/apis" });
    const versions = listAt({ groups: groups ?? [] }, "groups")
      .flatMap((group) => listAt(group, "versions"))
      .flatMap((version) => stringAt(version, "groupVersion") ?? []);
    const served = await Promise.all(
      ["v1", ...versions].map(async (version) => {
        // A definition that came since adds kinds to a group that is known.
        this.groupVersions.delete(version);
        const kinds = [...(await this.kinds(version)).keys()];
        return [version, ...kinds.map((kind) => `${version}/${kind}`)];
      }),
    );
    return served.flat();
  }

  private kinds(apiVersion: string): Promise<ReadonlyMap<string, ApiResource>> {
    const known = this.groupVersions.get(apiVersion);
    if (known !== undefined) return known;
    const asked = this.ask(apiVersion);
    this.groupVersions.set(apiVersion, asked);
    // A server that could not be reached once is asked again.
    asked.catch(() => this.groupVersions.delete(apiVersion));
    return asked;
  }

  private async ask(apiVersion: string): Promise<ReadonlyMap<string, ApiResource>> {
    try {
      const answer = await this.cluster.request({ method: "GET", path: groupPath(apiVersion) });
      return new Map(listAt(answer, "resources").filter(isObject).flatMap(entry));
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return new Map();
      throw error;
    }
  }
}

export function groupPath(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function entry(resource: JsonObject): [string, ApiResource][] {
  const kind = stringAt(resource, "kind");
  const plural = stringAt(resource, "name");
  // With a slash it is a subresource, such as deployments/scale.
  if (kind === undefined || plural === undefined || plural.includes("/")) return [];
  return [[kind, { plural, namespaced: resource.namespaced === true }]];
}
