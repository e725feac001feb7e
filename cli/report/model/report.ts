import { parseImage } from "../../images/image";
import { type ListedImage, listImages } from "../../images/list";
import type { KubernetesObject, RenderedRelease, Rendering } from "../../render/render";
import { objectPath, releasePath, releaseYaml, renderedYaml } from "../../render/write";
import { type Change, changesBetween } from "./changes";
import { collectedFlows } from "./collected";
import { type ConfigFile, filesOf } from "./config-files";
import type { Flow } from "./flow";
import { flowsBetween } from "./flows";
import { type Limit, limitsOf } from "./limits";
import { type Outside, outsideOf } from "./outside";
import { partName } from "./part-names";
import { type Part, isProtected, partsOf } from "./parts";
import { type PodGroup, podsOfObject } from "./pods";
import { type PortRow, portsOf } from "./ports";
import { podsOfRelease } from "./release-pods";
import { type RequiredSecret, requiredSecrets } from "./required-secrets";
import { type ReadSecret, secretsOf } from "./secrets";
import { type Settings, settingsOf } from "./settings";
import { type Totals, totalsOf } from "./totals";

/** A Kubernetes object on the page. */
export interface ReportObject {
  /** Its file in a rendering. */
  path: string;
  kind: string;
  name: string;
  /** Nothing where it belongs to the whole cluster. */
  namespace?: string;
  isProtected: boolean;
  yaml: string;
}

/** A chart on the page. */
export interface ReportRelease {
  path: string;
  name: string;
  /** Whether helm installs it, and not Pulumi object by object. */
  isHelms: boolean;
  namespace?: string;
  chart: string;
  version?: string;
  repository?: string;
  isProtected: boolean;
  yaml: string;
}

/** Pods of a part. */
export interface ReportPods extends PodGroup {
  /** Whether Pulumi refuses to delete what makes them. */
  isProtected: boolean;
}

/** A part of the stack with all that the page says of it. */
export interface ReportPart {
  id: string;
  title: string;
  purpose: string;
  /** Of the program that it runs: the tag or the digest of its image. */
  version?: string;
  namespaces: string[];
  objects: ReportObject[];
  releases: ReportRelease[];
  pods: ReportPods[];
  totals: Totals;
  ports: PortRow[];
  /** Connections that it opens. */
  outgoing: Flow[];
  limits: Limit[];
  files: ConfigFile[];
  secrets: ReadSecret[];
  images: ListedImage[];
}

/** Everything that the page shows. */
export interface Report {
  environment: string;
  settings: Settings;
  parts: ReportPart[];
  outside: Outside[];
  /** Secrets that must be there before the stack is. */
  requiredSecrets: RequiredSecret[];
  /** Connections that somebody opens to send or to ask. */
  flows: Flow[];
  /** Those by which metrics and profiles are collected. */
  collected: Flow[];
  totals: Totals;
  images: ListedImage[];
  /** Nothing where it is not compared. */
  changes?: Change[];
}

/** What the page says of an environment, compared with the files of an earlier rendering where they are given. */
export function reportOf(rendering: Rendering, before?: ReadonlyMap<string, string>): Report {
  const parts = partsOf(rendering);
  const links = outsideOf(rendering);
  const collected = collectedFlows(parts, rendering);
  const flows = [...links.flatMap((link) => link.flows), ...flowsBetween(parts, rendering)].filter(
    // A scraper's configuration has the addresses of those that it scrapes.
    ({ kind, from, to }) =>
      kind !== "other" || !collected.some((flow) => flow.from === from && flow.to === to),
  );
  const reported = parts.map((part) => reportPart(part, rendering, [...flows, ...collected]));
  return {
    environment: rendering.environment,
    settings: settingsOf(rendering),
    parts: reported,
    outside: links.map(({ outside }) => outside),
    requiredSecrets: requiredSecrets(reported, rendering),
    flows,
    collected,
    totals: totalsOf(reported.flatMap(({ pods }) => pods)),
    images: listImages(rendering),
    ...(before && { changes: changesBetween(before, rendering) }),
  };
}

function reportPart(part: Part, rendering: Rendering, flows: readonly Flow[]): ReportPart {
  const { image, ...name } = partName(part.component);
  const images = listImages(part);
  const version = versionIn(images.find((each) => each.name === image));
  const pods = podsOf(part, rendering);
  const incoming = flows.filter(({ to }) => to === part.id);
  return {
    id: part.id,
    ...name,
    ...(version !== undefined && { version }),
    namespaces: namespacesOf(part),
    objects: part.objects.map((object) => reportObject(object, rendering)),
    releases: part.releases.map((release) => reportRelease(release, rendering)),
    pods,
    totals: totalsOf(pods),
    ports: portsOf(part, incoming),
    outgoing: flows.filter(({ from }) => from === part.id),
    limits: limitsOf(part),
    files: filesOf(part),
    secrets: secretsOf(part, rendering),
    images,
  };
}

function versionIn(listed: ListedImage | undefined): string | undefined {
  if (listed?.name === undefined) return undefined;
  const { tag, digest } = parseImage(listed.image);
  return tag ?? digest;
}

function podsOf({ objects, releases }: Part, rendering: Rendering): ReportPods[] {
  const marked = (groups: PodGroup[], made: KubernetesObject | RenderedRelease) =>
    groups.map((group) => ({ ...group, isProtected: isProtected(rendering, made) }));
  return [
    ...objects.flatMap((object) => marked(podsOfObject(object, objects), object)),
    ...releases.flatMap((release) => marked(podsOfRelease(release), release)),
  ];
}

function namespacesOf({ objects, releases }: Part): string[] {
  const all = [
    ...objects.map(({ metadata }) => metadata.namespace),
    ...releases.map((r) => r.namespace),
  ];
  return [...new Set(all)].filter((namespace) => namespace !== undefined).sort();
}

function reportObject(object: KubernetesObject, rendering: Rendering): ReportObject {
  const { kind, metadata } = object;
  const { name, namespace } = metadata;
  return {
    path: objectPath(object),
    kind,
    name,
    ...(namespace !== undefined && { namespace }),
    isProtected: isProtected(rendering, object),
    yaml: kind === "ConfigMap" ? withoutFiles(object) : renderedYaml(object),
  };
}

/** Its files are on the page already, each by itself. */
function withoutFiles({ data, ...object }: KubernetesObject): string {
  const files = Object.keys(data as Record<string, string>).sort();
  return `${renderedYaml(object)}# data: ${files.join(", ")}, which stand above under Configuration\n`;
}

function reportRelease(release: RenderedRelease, rendering: Rendering): ReportRelease {
  const { name, chart, version, repository, namespace } = release;
  return {
    path: releasePath(release),
    name,
    isHelms: !rendering.singleObjects.includes(release),
    chart,
    ...(version !== undefined && { version }),
    ...(repository !== undefined && { repository }),
    ...(namespace !== undefined && { namespace }),
    isProtected: isProtected(rendering, release),
    yaml: releaseYaml(release),
  };
}
