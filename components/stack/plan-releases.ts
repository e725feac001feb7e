import { kafkaReleases } from "../kafka/release";
import { lokiReleases } from "../loki/values";
import { mimirReleases } from "../mimir/release";
import { prometheusOperatorReleases } from "../prometheus/operator/release";
import { pyroscopeReleases } from "../pyroscope/values";
import { rolloutOperatorReleases } from "../rollout-operator/release";
import { seaweedFsReleases } from "../seaweedfs/release";
import type { ReleaseSpec } from "../shared/chart-release";
import { releaseProblems } from "../shared/release-problems";
import type { Place } from "../shared/place";
import { tempoReleases } from "../tempo/values";
import type { PlanName } from "./part";
import type { planScraping } from "./plan-scraping";
import type { planStores } from "./plan-stores";

type Parts = ReturnType<typeof planStores>["parts"] & ReturnType<typeof planScraping>["parts"];

/** A chart that is going to be installed, and the part that asks for it. */
export interface PlannedRelease {
  part: PlanName;
  release: ReleaseSpec;
}

/** Every chart that these parts install. */
export function releasesOf(parts: Parts): PlannedRelease[] {
  const {
    objectStorage,
    kafka,
    rolloutOperator,
    mimir,
    loki,
    tempo,
    pyroscope,
    prometheusOperator,
  } = parts;
  const releases: [{ name: PlanName } | undefined, ReleaseSpec[] | undefined][] = [
    [objectStorage, objectStorage && seaweedFsReleases(objectStorage.spec)],
    [kafka, kafka && kafkaReleases(kafka.spec)],
    [rolloutOperator, rolloutOperator && rolloutOperatorReleases(rolloutOperator.spec)],
    [mimir, mimir && mimirReleases(mimir.spec)],
    [loki, loki && lokiReleases(loki.spec)],
    [tempo, tempo && tempoReleases(tempo.spec)],
    [pyroscope, pyroscope && pyroscopeReleases(pyroscope.spec)],
    [prometheusOperator, prometheusOperator && prometheusOperatorReleases(prometheusOperator.spec)],
  ];
  return releases.flatMap(([part, specs]) =>
    part && specs ? specs.map((release) => ({ part: part.name, release })) : [],
  );
}

/** Holds their values against the charts, where those lie on this machine. */
export function checkReleases(releases: readonly PlannedRelease[], place: Place): void {
  for (const { part, release } of releases) {
    releaseProblems(release, {
      values: place.at(part).at("values"),
      charts: place.at("charts"),
    });
  }
}
