import { IMAGES } from "../components/versions";
import type { ImageName } from "../components/versions";

/**
 * Every program the sandbox and the tests run: where its source is pinned, how it is built, and which
 * version found on PATH is good enough. A version itself stands in `tools/<family>/go.mod` and nowhere else.
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
  /** Build time on two cores with nothing cached, told to whoever waits. */
  readonly usualSeconds: number;
  readonly probe: VersionProbe;
  readonly onPath: PathMatch;
  /** Where the binary lies inside its cache folder; the program's name by default. */
  readonly binary?: string;
}

/** A program that cannot be built from a public Go module: used where somebody put it, never fetched. */
export interface FoundTool {
  readonly kind: "found";
  /** Lowest version that the configuration we render is meant for; any later one of its major is taken. */
  readonly version: string;
  readonly probe: VersionProbe;
  readonly onPath: PathMatch;
  /** Where a person gets it. */
  readonly source: string;
}

export type Tool = BuiltTool | FoundTool;

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
    // The Go module of Prometheus 3.15.0 is called v0.315.0.
    release: (version) => version.replace(/^v0\.(\d)(\d\d)\.(\d+)$/, prometheusRelease),
    variables: (release) => ({ "github.com/prometheus/common/version.Version": release }),
    usualSeconds,
    probe: versionFlag,
    onPath: PathMatch.Exact,
  };
}

function prometheusRelease(_all: string, major: string, minor: string, patch: string): string {
  return `${major}.${Number(minor)}.${patch}`;
}

/** What is deployed is what is tested: the version is that of the image. */
function found(image: ImageName, source: string): FoundTool {
  const version = IMAGES[image].tag.replace(/^v/, "");
  return { kind: "found", version, source, probe: versionFlag, onPath: PathMatch.SameMajor };
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
  loki: {
    kind: "built",
    family: "loki",
    module: "github.com/grafana/loki/v3",
    package: "github.com/grafana/loki/v3/cmd/loki",
    variables: (release) => ({ "github.com/grafana/loki/v3/pkg/util/build.Version": release }),
    usualSeconds: 270,
    probe: versionFlag,
    onPath: PathMatch.Exact,
  },
  prometheus: prometheus("prometheus", 240),
  promtool: prometheus("promtool", 30),
  mimir: {
    kind: "built",
    family: "mimir",
    module: "github.com/grafana/mimir",
    package: "github.com/grafana/mimir/cmd/mimir",
    // Mimir tags no Go module, so a commit is pinned; its VERSION file says 3.0.5.
    release: (version) => `3.0.5-${version.slice(version.lastIndexOf("-") + 1)}`,
    variables: (release) => ({ "github.com/grafana/mimir/pkg/util/version.Version": release }),
    usualSeconds: 140,
    probe: versionFlag,
    onPath: PathMatch.Exact,
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
  tempo: found("tempo", "https://github.com/grafana/tempo/releases"),
  pyroscope: found("pyroscope", "https://github.com/grafana/pyroscope/releases"),
  alloy: found("alloy", "https://github.com/grafana/alloy/releases"),
  grafana: found("grafana", "https://grafana.com/grafana/download"),
  beyla: found("beyla", "https://github.com/grafana/beyla/releases"),
} as const satisfies Record<string, Tool>;

/** Name of a program the sandbox or the tests run. */
export type ToolName = keyof typeof catalog;

/** Name of a program that can be built, and so is there on every machine with Go. */
export type BuiltToolName = {
  [Name in ToolName]: (typeof catalog)[Name] extends BuiltTool ? Name : never;
}[ToolName];

export const toolCatalog: Readonly<Record<ToolName, Tool>> = catalog;

/** The programs that can be built, in the order of the catalogue: quick ones that everything needs come first. */
export const builtTools = (Object.keys(catalog) as ToolName[]).filter(
  (name) => toolCatalog[name].kind === "built",
) as BuiltToolName[];
