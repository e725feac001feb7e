/** An image, with everything said that Kubernetes would assume. */
export interface Image {
  registry: string;
  repository: string;
  tag?: string;
  digest?: string;
}

/** Reads `quay.io/a/b:1@sha256:…`; without a registry it is Docker Hub's. */
export function parseImage(reference: string): Image {
  const [named = "", digest] = reference.trim().split("@");
  const [, path = named, tag] = /^(.*?)(?::([^:/]+))?$/.exec(named) ?? [];
  const [first = "", ...rest] = path.split("/");
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  const registry = hasRegistry ? first : "docker.io";
  const inRegistry = hasRegistry ? rest.join("/") : path;
  const isOfficial = registry === "docker.io" && !inRegistry.includes("/");
  return {
    registry,
    repository: isOfficial ? `library/${inRegistry}` : inRegistry,
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  };
}

export function imageText({ registry, repository, tag, digest }: Image): string {
  const version = tag === undefined && digest === undefined ? "latest" : tag;
  return `${registry}/${repository}${version ? `:${version}` : ""}${digest ? `@${digest}` : ""}`;
}
