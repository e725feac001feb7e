import kubernetesSdk from "@pulumi/kubernetes/package.json";
import type { ImageName } from "../../components/versions";

/**
 * Every program the sandbox and the tests run: the image that it is deployed by, where its source is pinned and how it
 * is built, and which version found on PATH is good enough. A version itself stands in `components/versions.ts` or in
 * `tools/<family>/go.mod` and nowhere else.
 */

/** How strictly the version of a program found on PATH has to match. */
export const PathMatch = {
  /** Only the pinned version: what is asserted about the program depends on it. */
  Exact: "exact",
  /** The pinned version or a later one of the same major: its interface only grows. */
  SameMajor: "same-major",
} as const;
export type PathMatch = (typeof PathMatch)[keyof typeof PathMatch];

/** How a program says its version: the arguments, and the pattern whose first group is the version. */
export interface VersionProbe {
  readonly args: readonly string[];
  readonly pattern: RegExp;
}

/** A program that is compiled from the Go module pinned in `tools/<family>`. */
export interface BuiltTool {
  readonly kind: "built";
  /** Folder under tools/ that pins it. */
  readonly family: string;
  /** Module whose version in go.mod is the program's version. */
  readonly module: string;
  /** Main package to build. */
  readonly package: string;
  /** Version the program reports, made from the module's version; the module's own without the `v` by default. */
  readonly release?: (moduleVersion: string) => string;
  /** Linker variables, without which the program reports no version. */
  readonly variables: (release: string) => Readonly<Record<string, string>>;
  /** Generated packages of the program, so many that they are compiled without optimisation: they hold data. */
  readonly unoptimized?: string;
  /** Build time on two cores with nothing cached, told to whoever waits. */
  readonly usualSeconds: number;
  /** None: the program does not say its version, so that one on PATH is not taken. */
  readonly probe?: VersionProbe;
  readonly onPath: PathMatch;
  /** Where the binary lies inside its cache folder; the program's name by default. */
  readonly binary?: string;
  /** The image that deploys it, from which it is taken where a registry can be reached. */
  readonly image?: ImageName;
}

/** A program that no Go module of tools/ builds: taken from its image, or used where somebody put it. */
export interface ImageTool {
  readonly kind: "image";
  readonly image: ImageName;
  /** None where the program never says its version. */
  readonly probe?: VersionProbe;
  readonly onPath: PathMatch;
  /** Where a person gets it. */
  readonly source: string;
}

export type Tool = BuiltTool | ImageTool;

const versionFlag: VersionProbe = {
  args: ["--version"],
  pattern: /version:?\s+v?(\d+\.\d+\.\d+[\w.+-]*)/i,
};

function kubernetes(command: string, usualSeconds: number, probe?: VersionProbe): BuiltTool {
  return {
    kind: "built",
    family: "kubernetes",
    module: "k8s.io/kubernetes",
    package: `k8s.io/kubernetes/cmd/${command}`,
    // Clients refuse a server whose version they cannot parse, and a plain build has none.
    variables: (release) => {
      const [major = "", minor = ""] = release.split(".");
      const prefix = "k8s.io/component-base/version";
      return {
        [`${prefix}.gitVersion`]: `v${release}`,
        [`${prefix}.gitMajor`]: major,
        [`${prefix}.gitMinor`]: minor,
        [`${prefix}.gitTreeState`]: "clean",
      };
    },
    usualSeconds,
    probe: probe ?? { args: ["--version"], pattern: /Kubernetes v(\S+)/ },
    onPath: PathMatch.Exact,
  };
}

function prometheus(command: string, usualSeconds: number): BuiltTool {
  return {
    kind: "built",
    family: "prometheus",
    module: "github.com/prometheus/prometheus",
    package: `github.com/prometheus/prometheus/cmd/${command}`,
    // The Go module of Prometheus 3.1.0 is called v0.301.0.
    release: (version) => version.replace(/^v0\.(\d)(\d\d)\.(\d+)$/, prometheusRelease),
    variables: (release) => ({ "github.com/prometheus/common/version.Version": release }),
    usualSeconds,
    probe: versionFlag,
    onPath: PathMatch.Exact,
    image: "prometheus",
  };
}

function prometheusRelease(_all: string, major: string, minor: string, patch: string): string {
  return `${major}.${Number(minor)}.${patch}`;
}

/** What is deployed is what is tested: the version is that of the image. */
function fromImage(image: ImageName, source: string, probe?: VersionProbe): ImageTool {
  return { kind: "image", image, source, onPath: PathMatch.SameMajor, ...(probe && { probe }) };
}

const catalog = {
  etcd: {
    kind: "built",
    family: "etcd",
    module: "go.etcd.io/etcd/server/v3",
    package: "go.etcd.io/etcd/server/v3",
    variables: () => ({}),
    usualSeconds: 45,
    probe: versionFlag,
    onPath: PathMatch.Exact,
  },
  "kube-apiserver": kubernetes("kube-apiserver", 215),
  "kube-controller-manager": kubernetes("kube-controller-manager", 60),
  "kube-scheduler": kubernetes("kube-scheduler", 10),
  kubectl: kubernetes("kubectl", 25, {
    args: ["version", "--client"],
    pattern: /Client Version: v(\S+)/,
  }),
  kwok: {
    kind: "built",
    family: "kwok",
    module: "sigs.k8s.io/kwok",
    package: "sigs.k8s.io/kwok/cmd/kwok",
    variables: (release) => ({ "sigs.k8s.io/kwok/pkg/consts.Version": release }),
    usualSeconds: 55,
    probe: versionFlag,
    onPath: PathMatch.Exact,
  },
  pulumi: {
    kind: "built",
    family: "pulumi",
    module: "github.com/pulumi/pulumi/pkg/v3",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    variables: (release) => ({
      "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": release,
    }),
    usualSeconds: 200,
    probe: { args: ["version"], pattern: /^v?(\d+\.\d+\.\d+\S*)/m },
    onPath: PathMatch.SameMajor,
    // The Automation API looks for ROOT/bin/pulumi, and the official installer puts it there.
    binary: "bin/pulumi",
  },
  "pulumi-resource-kubernetes": {
    kind: "built",
    family: "pulumi-kubernetes",
    module: "github.com/pulumi/pulumi-kubernetes/provider/v4",
    package: "pulumi-lgtm/tools/pulumi-kubernetes",
    // The module has no releases. The engine asks for the version that the SDK was made for, and warns about any other.
    release: () => kubernetesSdk.version,
    variables: (release) => ({
      "github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version.Version": release,
    }),
    unoptimized: "github.com/pulumi/pulumi-kubernetes/sdk/v4/...",
    usualSeconds: 410,
    onPath: PathMatch.Exact,
  },
  helm: {
    kind: "built",
    family: "helm",
    module: "helm.sh/helm/v3",
    package: "helm.sh/helm/v3/cmd/helm",
    // A plain build renders for Kubernetes 1.20 when it has no cluster to ask; charts refuse that.
    variables: (release) => ({
      "helm.sh/helm/v3/internal/version.version": `v${release}`,
      "helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor": "1",
      "helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor": "36",
      "helm.sh/helm/v3/pkg/lint/rules.k8sVersionMajor": "1",
      "helm.sh/helm/v3/pkg/lint/rules.k8sVersionMinor": "36",
    }),
    usualSeconds: 55,
    probe: { args: ["version", "--short"], pattern: /^v(\d+\.\d+\.\d+[\w.-]*)/m },
    onPath: PathMatch.SameMajor,
  },
  prometheus: prometheus("prometheus", 240),
  promtool: prometheus("promtool", 30),
  mimir: {
    kind: "built",
    family: "mimir",
    module: "github.com/grafana/mimir",
    package: "github.com/grafana/mimir/cmd/mimir",
    // Mimir tags no Go module, so a commit is pinned; its VERSION file says 3.0.5. It stands in for the image's version.
    release: (version) => `3.0.5-${version.slice(version.lastIndexOf("-") + 1)}`,
    variables: (release) => ({ "github.com/grafana/mimir/pkg/util/version.Version": release }),
    usualSeconds: 140,
    probe: versionFlag,
    onPath: PathMatch.Exact,
    image: "mimir",
  },
  "node-exporter": {
    kind: "built",
    family: "node-exporter",
    module: "github.com/prometheus/node_exporter",
    package: "github.com/prometheus/node_exporter",
    variables: (release) => ({ "github.com/prometheus/common/version.Version": release }),
    usualSeconds: 25,
    probe: versionFlag,
    onPath: PathMatch.Exact,
    binary: "node_exporter",
    image: "nodeExporter",
  },
  "kube-state-metrics": {
    kind: "built",
    family: "kube-state-metrics",
    module: "k8s.io/kube-state-metrics/v2",
    package: "k8s.io/kube-state-metrics/v2",
    variables: (release) => ({ "github.com/prometheus/common/version.Version": `v${release}` }),
    usualSeconds: 90,
    probe: { args: ["version"], pattern: /version v(\d+\.\d+\.\d+\S*)/ },
    onPath: PathMatch.Exact,
    image: "kubeStateMetrics",
  },
  versitygw: {
    kind: "built",
    family: "versitygw",
    module: "github.com/versity/versitygw",
    package: "github.com/versity/versitygw/cmd/versitygw",
    variables: (release) => ({ "main.Version": `v${release}` }),
    usualSeconds: 60,
    probe: { args: ["--version"], pattern: /^Version\s*: v(\S+)/m },
    onPath: PathMatch.SameMajor,
  },
  crane: {
    kind: "built",
    family: "crane",
    module: "github.com/google/go-containerregistry",
    package: "github.com/google/go-containerregistry/cmd/crane",
    variables: (release) => ({
      "github.com/google/go-containerregistry/cmd/crane/cmd.Version": release,
      "github.com/google/go-containerregistry/pkg/v1/remote/transport.Version": release,
    }),
    usualSeconds: 10,
    probe: { args: ["version"], pattern: /^v?(\d+\.\d+\.\d+\S*)/m },
    onPath: PathMatch.SameMajor,
  },
  loki: fromImage("loki", "https://github.com/grafana/loki/releases", versionFlag),
  tempo: fromImage("tempo", "https://github.com/grafana/tempo/releases", versionFlag),
  pyroscope: fromImage("pyroscope", "https://github.com/grafana/pyroscope/releases", versionFlag),
  alloy: fromImage("alloy", "https://github.com/grafana/alloy/releases", versionFlag),
  grafana: fromImage("grafana", "https://grafana.com/grafana/download", versionFlag),
  beyla: fromImage("beyla", "https://github.com/grafana/beyla/releases"),
} as const satisfies Record<string, Tool>;

/** Name of a program the sandbox or the tests run. */
export type ToolName = keyof typeof catalog;

export const toolCatalog: Readonly<Record<ToolName, Tool>> = catalog;

/** All programs, in the order of the catalogue: quick ones that everything needs come first. */
export const toolNames = Object.keys(catalog) as ToolName[];

/** The programs that can be built. */
export const builtTools = toolNames.filter((name) => toolCatalog[name].kind === "built");
