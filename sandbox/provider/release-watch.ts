import { setTimeout as delay } from "node:timers/promises";
import { explain } from "./await-object";
import { isObject, type JsonObject, stringAt } from "./json";
import { readiness } from "./readiness";
import type { Session } from "./session";

const KINDS = [
  { apiVersion: "apps/v1", kind: "Deployment", plural: "deployments" },
  { apiVersion: "apps/v1", kind: "StatefulSet", plural: "statefulsets" },
  { apiVersion: "apps/v1", kind: "DaemonSet", plural: "daemonsets" },
  { apiVersion: "batch/v1", kind: "Job", plural: "jobs" },
];

const LOOK_EVERY_MS = 2_000;

/** As often as a user wants to be told that it still goes on. */
const TELL_EVERY_MS = 10_000;

interface Unready {
  object: JsonObject;
  label: string;
  reason: string;
}

/**
 * Looks at the workloads of a release while helm waits for them: helm says neither which it waits for, nor why. What was seen last stays
 * known when an atomic release has been taken away again.
 */
export class ReleaseWatch {
  private last: string[] = [];

  constructor(
    private readonly session: Session,
    private readonly release: { name: string; namespace: string },
    private readonly tell: (line: string) => void,
  ) {}

  /** What keeps the release from being ready, as of the last look. */
  problems(): readonly string[] {
    return this.last;
  }

  /** Until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    let told = Date.now();
    for (;;) {
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      const seen = await this.look().catch(() => undefined);
      if (seen === undefined) continue;
      this.last = seen.problems;
      if (Date.now() - told < TELL_EVERY_MS || seen.waiting.length === 0) continue;
      told = Date.now();
      this.tell(
        `${seen.ready} of ${seen.all} workloads are ready, waiting for ${list(seen.waiting)}`,
      );
    }
  }

  private async look() {
    const { api } = this.session;
    const found = await Promise.all(
      KINDS.map(async ({ apiVersion, kind, plural }) => {
        const objects = await api.list(apiVersion, plural, this.release.namespace, {});
        return objects
          .filter((each) => this.isOurs(each))
          .map((each) => ({ ...each, apiVersion, kind }));
      }),
    );
    const objects = found.flat();
    const unready = objects.flatMap((object): Unready[] => {
      const state = readiness(object);
      if (state.state === "ready") return [];
      const label = `${object.kind} ${stringAt(object, "metadata", "name") ?? ""}`;
      return [{ object, label, reason: state.reason }];
    });
    const problems = await Promise.all(
      unready.map(async ({ object, label, reason }) => {
        const details = await explain(api, object);
        return [`${label}: ${reason}`, ...details].join("; ");
      }),
    );
    return {
      all: objects.length,
      ready: objects.length - unready.length,
      waiting: unready.map(({ label, reason }) => `${label} (${reason})`),
      problems,
    };
  }

  private isOurs(object: JsonObject): boolean {
    return (
      isObject(object) &&
      stringAt(object, "metadata", "annotations", "meta.helm.sh/release-name") === this.release.name
    );
  }
}

function list(items: readonly string[]): string {
  return items.length <= 2
    ? items.join(", ")
    : `${items.slice(0, 2).join(", ")} and ${items.length - 2} more`;
}
