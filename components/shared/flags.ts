/** Command-line flags of a program that is configured by nothing else. */
export type Flags = Record<string, string | number | boolean | readonly string[] | undefined>;

/** Each flag as one argument: `true` stands alone, `false` is left out, a list repeats the flag. */
export function flagArguments(flags: Flags): string[] {
  return Object.entries(flags).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    if (value === true) return [`--${name}`];
    const values = typeof value === "object" ? value : [value];
    return values.map((v) => `--${name}=${v}`);
  });
}
