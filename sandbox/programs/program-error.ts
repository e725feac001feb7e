/** A program cannot be had, for a reason that its user can do something about. The message says it all. */
export class ProgramError extends Error {}

/**
 * No other way may be tried in silence: content is not what its maker published, the disk is full, or a setting is
 * wrong.
 */
export class SourceError extends ProgramError {}

/** One way to a program did not work out; the next is tried, and this reason told. */
export class Unavailable extends Error {}
