import type { ToolName } from "./catalog";
import type { Machine } from "./machine";

/** How a maker publishes the checksum of a file. */
export const ChecksumFormat = {
  /** A file with nothing but the checksum, or with lines of checksum and file name. */
  Lines: "lines",
  /** GitHub's description of a release, which has a digest for each file. */
  GitHubRelease: "github-release",
} as const;
export type ChecksumFormat = (typeof ChecksumFormat)[keyof typeof ChecksumFormat];

/** One release of a program, as its maker publishes it for a kind of machine. */
export interface Download {
  readonly url: string;
  readonly checksums: { readonly url: string; readonly format: ChecksumFormat };
  /** Files to take out of an archive, by their path in it, with the program first; none where the file is the program. */
  readonly archived?: readonly string[];
}

type Source = (release: string, machine: Machine) => Download | undefined;

/** Where the makers publish their programs. What is not here is built. */
const SOURCES: Partial<Record<ToolName, Source>> = {
  etcd: (release, { os, arch }) => {
    const file = `etcd-v${release}-${os}-${arch}`;
    const folder = `https://github.com/etcd-io/etcd/releases/download/v${release}`;
    // Archives of other kinds of machines are no tar files.
    if (os !== "linux") return undefined;
    return {
      url: `${folder}/${file}.tar.gz`,
      checksums: { url: `${folder}/SHA256SUMS`, format: ChecksumFormat.Lines },
      archived: [`${file}/etcd`],
    };
  },
  "kube-apiserver": kubernetes("kube-apiserver"),
  "kube-controller-manager": kubernetes("kube-controller-manager"),
  "kube-scheduler": kubernetes("kube-scheduler"),
  kubectl: kubernetes("kubectl"),
  kwok: (release, { os, arch }) => ({
    url: `https://github.com/kubernetes-sigs/kwok/releases/download/v${release}/kwok-${os}-${arch}`,
    // Its makers publish no file of checksums.
    checksums: {
      url: `https://api.github.com/repos/kubernetes-sigs/kwok/releases/tags/v${release}`,
      format: ChecksumFormat.GitHubRelease,
    },
  }),
  pulumi: (release, { os, arch }) => {
    const folder = `https://github.com/pulumi/pulumi/releases/download/v${release}`;
    return {
      url: `${folder}/pulumi-v${release}-${os}-${arch === "amd64" ? "x64" : arch}.tar.gz`,
      checksums: {
        url: `${folder}/pulumi-${release}-checksums.txt`,
        format: ChecksumFormat.Lines,
      },
      // With the host of the language that our programs are written in: `pulumi up` needs it.
      archived: ["pulumi/pulumi", "pulumi/pulumi-language-nodejs"],
    };
  },
  "pulumi-resource-kubernetes": (release, { os, arch }) => ({
    url: `https://github.com/pulumi/pulumi-kubernetes/releases/download/v${release}/pulumi-resource-kubernetes-v${release}-${os}-${arch}.tar.gz`,
    checksums: {
      url: `https://api.github.com/repos/pulumi/pulumi-kubernetes/releases/tags/v${release}`,
      format: ChecksumFormat.GitHubRelease,
    },
    archived: ["pulumi-resource-kubernetes"],
  }),
  helm: (release, { os, arch }) => {
    const url = `https://get.helm.sh/helm-v${release}-${os}-${arch}.tar.gz`;
    return {
      url,
      checksums: { url: `${url}.sha256sum`, format: ChecksumFormat.Lines },
      archived: [`${os}-${arch}/helm`],
    };
  },
  versitygw: (release, { os, arch }) => {
    const system = os === "linux" ? "Linux" : "Darwin";
    const file = `versitygw_v${release}_${system}_${arch === "amd64" ? "x86_64" : arch}`;
    const folder = `https://github.com/versity/versitygw/releases/download/v${release}`;
    return {
      url: `${folder}/${file}.tar.gz`,
      checksums: { url: `${folder}/checksums.txt`, format: ChecksumFormat.Lines },
      archived: [`${file}/versitygw`],
    };
  },
  crane: (release, { os, arch }) => {
    const system = os === "linux" ? "Linux" : "Darwin";
    const folder = `https://github.com/google/go-containerregistry/releases/download/v${release}`;
    return {
      url: `${folder}/go-containerregistry_${system}_${arch === "amd64" ? "x86_64" : arch}.tar.gz`,
      checksums: { url: `${folder}/checksums.txt`, format: ChecksumFormat.Lines },
      archived: ["crane"],
    };
  },
};

/** Of the servers only Linux has any. */
function kubernetes(program: string): Source {
  return (release, { os, arch }) => {
    if (os !== "linux" && program !== "kubectl") return undefined;
    const url = `https://dl.k8s.io/v${release}/bin/${os}/${arch}/${program}`;
    return { url, checksums: { url: `${url}.sha256`, format: ChecksumFormat.Lines } };
  };
}

/** What its maker publishes of a program; undefined where that is nothing for this kind of machine. */
export function downloadOf(
  name: ToolName,
  release: string,
  machine: Machine,
): Download | undefined {
  return SOURCES[name]?.(release, machine);
}
