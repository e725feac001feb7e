import type { ReleaseRevision } from "./release-records";

/** A Helm release that the next `up` would stumble over. */
export interface Diagnosis {
  /** `monitoring/loki`. */
  release: string;
  /** What happened, and what it means. */
  finding: string;
  /** Arguments of helm that mend it. */
  remedy: string[];
}

/** What is wrong with the releases, in the order of their names; nothing for those that are as they should be. */
export function diagnose(revisions: readonly ReleaseRevision[]): Diagnosis[] {
  const histories = new Map<string, ReleaseRevision[]>();
  for (const revision of revisions) {
    const release = `${revision.namespace}/${revision.name}`;
    histories.set(release, [...(histories.get(release) ?? []), revision]);
  }
  return [...histories]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([release, history]) => examine(release, history));
}

function examine(release: string, history: readonly ReleaseRevision[]): Diagnosis[] {
  const newestFirst = [...history].sort((a, b) => b.revision - a.revision);
  const [latest] = newestFirst;
  if (latest === undefined) return [];
  const finding = findingOf(latest);
  if (finding === undefined) return [];
  const place = ["--namespace", latest.namespace, "--wait"];
  const good = goodRevision(newestFirst);
  const remedy =
    good === undefined || latest.status === "uninstalling"
      ? ["uninstall", latest.name, ...place]
      : ["rollback", latest.name, String(good.revision), ...place];
  return [{ release, finding, remedy }];
}

/** Undefined: there is nothing wrong with it. */
function findingOf({ status, revision, at, description }: ReleaseRevision): string | undefined {
  const since = `since ${at.toISOString().replace(".000Z", "Z")}`;
  const told = description === "" ? "" : ` (helm: ${description})`;
  if (status.startsWith("pending-")) {
    const operation = status.slice("pending-".length);
    return (
      `revision ${revision} is ${status} ${since}: the ${operation} was killed half-way, and helm refuses every other operation until that is ` +
      "cleared up. If an up still runs somewhere, wait for its end instead"
    );
  }
  if (status === "failed") return `revision ${revision} failed ${since}${told}`;
  if (status === "uninstalling") {
    return `revision ${revision} is being uninstalled ${since}: if nobody does that any more, it was killed half-way`;
  }
  if (status === "superseded") {
    return `revision ${revision} is the latest that helm knows and is superseded: the record of the one that followed it is gone`;
  }
  return undefined;
}

/** The last that was whole: once a newer one was begun and not ended, it may be marked as superseded already. */
function goodRevision(newestFirst: readonly ReleaseRevision[]): ReleaseRevision | undefined {
  return (
    newestFirst.find(({ status }) => status === "deployed") ??
    newestFirst.find(({ status }) => status === "superseded")
  );
}
