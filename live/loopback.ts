/** The address that everything here listens on, but for replicas of the same pod: each of them has its own. */
export const LOOPBACK = "127.0.0.1";

/** Where nobody listens, and nobody ever will: what stands for a pod that does not run refuses at once. */
export const NOBODY = `${LOOPBACK}:9`;
