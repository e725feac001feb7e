/** A time as the protocols write it: a text, for it is more than a number of JavaScript holds. */
export function nanoseconds(milliseconds: number): string {
  return `${Math.floor(milliseconds)}000000`;
}
