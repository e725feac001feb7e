/** A kind of machine, in the words that Go and container images have for it. */
export interface Machine {
  readonly os: "linux" | "darwin";
  readonly arch: "amd64" | "arm64";
}

/** Every kind that somebody publishes programs for. */
export const MACHINES: readonly Machine[] = [
  { os: "linux", arch: "amd64" },
  { os: "linux", arch: "arm64" },
  { os: "darwin", arch: "amd64" },
  { os: "darwin", arch: "arm64" },
];

/** The kind of this machine; undefined where nobody publishes programs for it that we know of. */
export function thisMachine(
  platform: NodeJS.Platform = process.platform,
  architecture: NodeJS.Architecture = process.arch,
): Machine | undefined {
  const os = platform === "linux" || platform === "darwin" ? platform : undefined;
  const arch = { x64: "amd64", arm64: "arm64" }[architecture as string] as
    Machine["arch"] | undefined;
  return os && arch && { os, arch };
}

/** `linux/arm64`, as images are listed. */
export function platformText({ os, arch }: Machine): string {
  return `${os}/${arch}`;
}
