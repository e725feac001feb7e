import type { ProfileKind } from "../../shared/scrape-annotations";
import { type Duration, durationSeconds, goDuration } from "../../shared/units";
import type { Part, PyroscopeReceiver, Targets } from "../connections";
import { block, component, exported } from "../syntax";
import { externalLabels } from "./loki-write";

/** How `pyroscope.scrape` calls each kind. */
const PROFILE_BLOCKS = {
  cpu: "profile.process_cpu",
  memory: "profile.memory",
  goroutine: "profile.goroutine",
  mutex: "profile.mutex",
  block: "profile.block",
} as const satisfies Record<ProfileKind, string>;

export interface ProfileScrapeSettings {
  kind: ProfileKind;
  interval: Duration;
}

/** Fetches one kind of profile, and no other, from Go's pprof endpoints. */
export function scrapeProfiles(
  label: string,
  { kind, interval }: ProfileScrapeSettings,
  targets: Targets,
  next: PyroscopeReceiver,
): Part {
  const seconds = durationSeconds(interval) ?? 0;
  const attributes = {
    targets,
    forward_to: [next],
    scrape_interval: goDuration(interval),
    // A CPU profile is recorded while the request waits for it.
    delta_profiling_duration: `${seconds - 1}s`,
    scrape_timeout: `${seconds + 3}s`,
  };
  const scrape = component("pyroscope.scrape", label, attributes, [
    block(
      "profiling_config",
      {},
      // Each is on unless switched off.
      Object.entries(PROFILE_BLOCKS).map(([k, name]) => block(name, { enabled: k === kind })),
    ),
  ]);
  return { blocks: [scrape] };
}

/** Sends profiles to Pyroscope. Labels that are undefined are left out. */
export function pyroscopeWrite(
  label: string,
  url: string,
  labels: Record<string, string | undefined>,
): Part & { receiver: PyroscopeReceiver } {
  const write = component("pyroscope.write", label, externalLabels(labels), [
    block("endpoint", { url }),
  ]);
  return {
    blocks: [write],
    receiver: exported("pyroscope.ProfilesReceiver", write, "receiver"),
  };
}
