/** Backends that keep what they have written in a bucket. */
export const BACKENDS = ["loki", "mimir", "tempo", "pyroscope"] as const;
export type Backend = (typeof BACKENDS)[number];

/**
 * Folders of each bucket that hold nothing but old data, so that age alone may decide. Everything else stays out of
 * every rule: indexes, seed files, rules, markers and delete requests are small, old, and needed.
 * Loki's tenant is "fake" and Mimir's "anonymous" where there is one. A block's name begins with a 0 until the year
 * 3084, and the bucket index beside it does not. Tempo keeps its index among the blocks: nothing of it may expire.
 */
export const EXPIRABLE: Readonly<Record<Backend, readonly string[]>> = {
  loki: ["fake/"],
  mimir: ["blocks/anonymous/0"],
  tempo: [],
  pyroscope: ["segments/", "blocks/"],
};

/** Days that a backend has to delete what it no longer keeps, before the bucket does. */
const GRACE_DAYS = 7;

/** After how many days leftovers go: halves of uploads, and what was overwritten or deleted in a bucket with versions. */
export const LEFTOVER_DAYS = 7;

/**
 * Rules of one bucket. Every backend deletes by itself what it no longer keeps; what stands here catches what it
 * leaves behind. Objects expire only if `expireAfterDays` says so, and never before the backend has let go of them.
 */
export function lifecycleRules(
  backend: Backend,
  container: string,
  retentionDays: number,
  expireAfterDays?: number,
) {
  const prefixes = EXPIRABLE[backend];
  const rule = (name: string, prefixMatch: string[], actions: BlobActions) => ({
    name,
    enabled: true,
    type: "Lifecycle",
    definition: { filters: { blobTypes: ["blockBlob"], prefixMatch }, actions },
  });
  return [
    // Azure drops blocks of uploads that were never finished after a week by itself.
    rule(`${backend}-leftovers`, [`${container}/`], {
      version: { delete: { daysAfterCreationGreaterThan: LEFTOVER_DAYS } },
    }),
    ...(expireAfterDays === undefined || prefixes.length === 0
      ? []
      : [
          rule(
            `${backend}-expire`,
            prefixes.map((prefix) => `${container}/${prefix}`),
            {
              baseBlob: {
                delete: {
                  daysAfterModificationGreaterThan: atLeast(
                    backend,
                    retentionDays,
                    expireAfterDays,
                  ),
                },
              },
            },
          ),
        ]),
  ];
}

/** What a rule does, to blobs and to their older versions. */
interface BlobActions {
  baseBlob?: { delete: { daysAfterModificationGreaterThan: number } };
  version?: { delete: { daysAfterCreationGreaterThan: number } };
}

function atLeast(backend: Backend, retentionDays: number, expireAfterDays: number): number {
  const least = retentionDays + GRACE_DAYS;
  if (Number.isInteger(expireAfterDays) && expireAfterDays >= least) return expireAfterDays;
  throw new RangeError(
    `expireAfterDays of ${backend}: got ${expireAfterDays}; allowed: a whole number from ${least}, the retention of ` +
      `${retentionDays} days and ${GRACE_DAYS} in which ${backend} deletes; write ${least}, or leave it out`,
  );
}
