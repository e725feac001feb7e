import { toolCatalog, toolNames } from "./catalog";
import type { BuiltTool, ToolName } from "./catalog";
import { Crane } from "./crane";
import { type Download, downloadOf } from "./download-sources";
import { downloadProgram } from "./download";
import type { Progress } from "./go-build";
import { pullPrograms } from "./image-pull";
import { type Job, build, install } from "./install";
import { lookUp } from "./lookup";
import { type Machine, thisMachine } from "./machine";
import type { Network } from "./network";
import { readPin } from "./pin";
import { type ToolPlaces, defaultPlaces } from "./places";
import { Unavailable } from "./program-error";
import { inMirror } from "./sources";
import { type WantedImage, imageReference, registryOf, wantedImage } from "./wanted-image";

/** Transfers at the same time: more only share the same line. */
const MOST_TRANSFERS = 4;

/** Whom a program may be had from, ready to run. */
interface Offer {
  readonly host: string;
  readonly image?: WantedImage;
  readonly download?: Download;
}

async function offerOf(
  name: ToolName,
  places: ToolPlaces,
  machine: Machine,
): Promise<Offer | undefined> {
  const tool = toolCatalog[name];
  if (tool.image !== undefined) {
    const image = wantedImage(tool.image, places);
    return { host: registryOf(image), image };
  }
  const { version } = await readPin(tool);
  const download = downloadOf(name, version, machine);
  if (download === undefined) return undefined;
  const url = inMirror(download.url, places.network?.sources ?? {});
  return { host: new URL(url).origin, download };
}

/**
 * Gets what can be had ready to run: out of images and from the makers, several at a time. Returns what was
 * had; why the others were not is told, and noted in the job. Only what must not be passed over in silence is an error.
 */
export async function fetchPrograms(
  jobs: readonly Job[],
  progress: Progress,
  found: (name: ToolName, binary: string) => void = () => undefined,
): Promise<Set<ToolName>> {
  const places = jobs[0]?.places;
  const network = places?.network;
  const machine = thisMachine();
  const fetched = new Set<ToolName>();
  if (places === undefined || network === undefined || machine === undefined) return fetched;
  const offers = await offersOf(places, machine);
  const hosts = jobs.flatMap(({ name }) => offers.get(name)?.host ?? []);
  const site = network.sources.downloadMirror === undefined ? [PLUGIN_SITE] : [];
  const reached = await network.reach(hosts, [...hostsOf(offers), ...site]);
  const notice = await network.notice(hosts);
  if (notice !== undefined) progress(notice);

  const crane = cranes(places, network, progress);
  const waiting = jobs.flatMap((job) => {
    const offer = offers.get(job.name);
    if (offer !== undefined && reached.has(offer.host)) return [{ job, offer }];
    if (offer !== undefined && network.sources.isClosed !== true) {
      job.rejected.push(`${offer.host}: cannot be reached from here`);
    }
    return [];
  });
  const transfers = Array.from({ length: MOST_TRANSFERS }, async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const binary = await fetchProgram(next.job, next.offer, { network, machine, crane });
      if (binary === undefined) continue;
      fetched.add(next.job.name);
      found(next.job.name, binary);
    }
  });
  for (const result of await Promise.allSettled(transfers)) {
    if (result.status === "rejected") throw result.reason;
  }
  return fetched;
}

/** Where the Pulumi CLI gets plugins by itself. */
const PLUGIN_SITE = "https://get.pulumi.com";

/** Whether the Pulumi CLI can install the released plugins. Who has a mirror of the makers' files wants them from there. */
export async function pluginsReachable(places: ToolPlaces = defaultPlaces()): Promise<boolean> {
  const { network } = places;
  const machine = thisMachine();
  if (machine === undefined || network === undefined) return false;
  if (network.sources.downloadMirror !== undefined) return false;
  const others = hostsOf(await offersOf(places, machine));
  return (await network.reach([PLUGIN_SITE], others)).has(PLUGIN_SITE);
}

async function offersOf(places: ToolPlaces, machine: Machine): Promise<Map<ToolName, Offer>> {
  const all = await Promise.all(
    toolNames.map(async (name) => [name, await offerOf(name, places, machine)] as const),
  );
  return new Map(all.flatMap(([name, offer]) => (offer === undefined ? [] : [[name, offer]])));
}

/** Everybody who may be asked for something: they are probed together. */
function hostsOf(offers: ReadonlyMap<ToolName, Offer>): string[] {
  return [...offers.values()].map(({ host }) => host);
}

interface Means {
  readonly network: Network;
  readonly machine: Machine;
  readonly crane: () => Promise<Crane>;
}

async function fetchProgram(
  job: Job,
  { image, download }: Offer,
  { network, machine, crane }: Means,
): Promise<string | undefined> {
  const { name, progress } = job;
  try {
    return await install(job, isWanted, async (folder) => {
      if (image !== undefined) {
        const options = { name, image, machine, folder, progress, crane: await crane() };
        return pullPrograms(options);
      }
      const tool = toolCatalog[name] as BuiltTool;
      const { version } = await readPin(tool);
      if (download === undefined) throw new Unavailable("nobody publishes it");
      return [await downloadProgram({ name, tool, version, download, network, folder, progress })];
    });
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    const reason =
      image === undefined ? error.message : `${imageReference(image)}: ${error.message}`;
    job.rejected.push(reason);
    progress(`${name}: ${reason}`);
    return undefined;
  }
}

const isWanted = ({ isStandIn }: { isStandIn?: boolean }) => isStandIn !== true;

/** The registry client, got by the first that needs it: it is a program like others. */
function cranes(places: ToolPlaces, network: Network, progress: Progress): () => Promise<Crane> {
  let crane: Promise<Crane> | undefined;
  return () =>
    (crane ??= craneBinary(places, progress).then((binary) => new Crane(binary, network)));
}

async function craneBinary(places: ToolPlaces, progress: Progress): Promise<string> {
  const { binary, rejected } = await lookUp("crane", places);
  if (binary !== undefined) return binary;
  const job: Job = { name: "crane", places, progress, rejected: [...rejected] };
  try {
    await fetchPrograms([job], progress);
    return (await lookUp("crane", places)).binary ?? (await build(job));
  } catch (error) {
    throw new Unavailable(`crane, which pulls images, cannot be had: ${(error as Error).message}`);
  }
}
