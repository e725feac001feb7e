/** Something the user can mend: shown as one message, without a stack trace. */
export class CommandError extends Error {}
