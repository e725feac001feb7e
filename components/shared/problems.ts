import * as pulumi from "@pulumi/pulumi";

/** One thing wrong with the arguments, told so that it can be mended without reading our code. */
export interface Problem {
  /** Where it stands, as the user wrote it: `loki.persistence.size`. */
  path: string;
  /** What stands there. Never a secret. */
  given: string;
  /** What may stand there. */
  allowed: string;
  /** What to write instead. */
  write: string;
}

/** All that is wrong with one set of arguments. Found before any resource exists, told together. */
export class Problems {
  private readonly found: Problem[] = [];

  /** The same value can be wrong for several readers: it is told once. */
  add(problem: Problem): void {
    const told = this.found.some((p) => p.path === problem.path && p.given === problem.given);
    if (!told) this.found.push(problem);
  }

  get list(): readonly Problem[] {
    return this.found;
  }

  /** Whether something at this path or inside it is already wrong: then a later check would only repeat it. */
  touches(path: string): boolean {
    const inside = [`${path}.`, `${path}[`];
    return this.found.some((p) => p.path === path || inside.some((i) => p.path.startsWith(i)));
  }

  /** Throws one error with every problem, or does nothing. `subject` is what the arguments belong to. */
  throwIfAny(subject: string): void {
    if (this.found.length > 0) throw new InvalidArgsError(subject, this.found);
  }
}

/** Arguments that cannot work. Pulumi shows it as one clean message, without a stack trace. */
export class InvalidArgsError extends pulumi.RunError {
  readonly problems: readonly Problem[];

  constructor(subject: string, problems: readonly Problem[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super(`${subject}: ${count}, nothing was created\n${problems.map(line).join("\n")}`);
    this.problems = problems;
  }
}

function line(problem: Problem): string {
  const where = problem.path === "" ? "(top level)" : problem.path;
  return `  ${where}: got ${problem.given}; allowed: ${problem.allowed}; write ${problem.write}`;
}

/** A value as it is shown in a message: short, quoted, and never the inside of an Output. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (pulumi.Output.isInstance(value)) return "an Output";
  if (typeof value === "function") return "a function";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
