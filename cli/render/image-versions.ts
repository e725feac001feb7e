interface Container {
  name: string;
  image?: string;
}

/** An object that may have pods. */
interface RunningObject {
  metadata: { name: string };
  spec?: unknown;
}

interface PodSpec {
  containers?: Container[];
  initContainers?: Container[];
}

/** What each container really runs, `workload/container` to its image's tag or digest, in the order of the names. */
export function imageVersions(objects: readonly RunningObject[]): Record<string, string> {
  const found = objects.flatMap((object) => {
    const { containers = [], initContainers = [] } = podSpec(object);
    return [...initContainers, ...containers].map(
      ({ name, image = "" }) => [`${object.metadata.name}/${name}`, versionOf(image)] as const,
    );
  });
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function podSpec({ spec }: RunningObject): PodSpec {
  return (spec as { template?: { spec?: PodSpec } } | undefined)?.template?.spec ?? {};
}

/** The digest of an image that has one, because it decides, or else the tag. A registry's port is neither. */
function versionOf(image: string): string {
  const [reference = "", digest] = image.split("@");
  return digest ?? /:([^/:]+)$/.exec(reference)?.[1] ?? "latest";
}
