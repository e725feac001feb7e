import type { Place } from "../shared/place";
import { quantityValue } from "../shared/units";
import { scrapeJobs } from "./scrape-jobs";
import type { ScraperSpec } from "./scraper-args";

/** What must hold between the args of any Prometheus. */
export function checkScraper(spec: ScraperSpec, place: Place): void {
  refuseBeyondVolume(spec, place.at("retentionSize"));
  refuseSecondOwners(spec, place.at("extraScrapeConfigs"));
}

/** A size limit that the disk cannot hold never deletes anything: the disk fills up first. */
function refuseBeyondVolume({ retentionSize, persistence }: ScraperSpec, place: Place): void {
  if (retentionSize === undefined || place.isBad) return;
  if ((quantityValue(retentionSize) ?? 0) < (quantityValue(persistence.size) ?? 0)) return;
  place.refuse(
    retentionSize,
    `less than the volume, ${persistence.size}`,
    "a smaller one, or a bigger persistence.size",
  );
}

/** A job that two describe is two scrapes of one target, or one that silently wins: Prometheus itself refuses it. */
function refuseSecondOwners(spec: ScraperSpec, place: Place): void {
  if (place.isBad) return;
  const owners = new Map(scrapeJobs(spec).map((job) => [job.job_name, "ours"]));
  for (const [i, job] of spec.extraScrapeConfigs.entries()) {
    const at = place.at(i).at("job_name");
    const name: unknown = job.job_name;
    if (typeof name !== "string" || name === "") {
      at.refuse(name, "the name of the scrape job", `for example "blackbox"`);
      continue;
    }
    const owner = owners.get(name);
    if (owner !== undefined) {
      at.refuse(name, `one owner of one scrape job: this one is ${owner}`, "another name");
    }
    owners.set(name, at.path);
  }
}
