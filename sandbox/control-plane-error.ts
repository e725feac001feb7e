/** The embedded control plane does not do what it should. The message says why, and what to do. */
export class ControlPlaneError extends Error {}
