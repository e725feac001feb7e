import * as pulumi from "@pulumi/pulumi";
import { printable } from "./shown";

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

/** Nobody reads more of them at once, and a list of a million wrong items would fill the memory with messages. */
const MOST = 200;

/** All that is wrong with one set of arguments. Found before any resource exists, told together. */
export class Problems {
  private readonly found = new Map<string, Problem>();
  private readonly doubtful = new Map<string, Problem>();
  private left = 0;

  /** The same value can be wrong for several readers: it is told once. */
  add(problem: Problem): void {
    const key = `${problem.path}\n${problem.given}`;
    if (this.found.has(key)) return;
    if (this.found.size < MOST) this.found.set(key, problem);
    else this.left++;
  }

  /** What may be wrong, and stops nobody. */
  warn(problem: Problem): void {
    if (this.doubtful.size < MOST) this.doubtful.set(`${problem.path}\n${problem.given}`, problem);
  }

  get list(): readonly Problem[] {
    return [...this.found.values()];
  }

  /** One line for each problem. */
  get lines(): readonly string[] {
    return this.list.map(line);
  }

  /** One line for each warning. */
  get warnings(): readonly string[] {
    return [...this.doubtful.values()].map(line);
  }

  /** Whether something at this path or inside it is already wrong: then a later check would only repeat it. */
  touches(path: string): boolean {
    for (const { path: wrong } of this.found.values()) {
      if (wrong === path || wrong.startsWith(`${path}.`) || wrong.startsWith(`${path}[`)) {
        return true;
      }
    }
    return false;
  }

  /** Throws one error with every problem, or does nothing. `subject` is what the arguments belong to. */
  throwIfAny(subject: string): void {
    if (this.found.size > 0) throw new InvalidArgsError(subject, this.list, this.left);
  }
}

/** Arguments that cannot work. Pulumi shows it as one clean message, without a stack trace. */
export class InvalidArgsError extends pulumi.RunError {
  readonly problems: readonly Problem[];

  /** `left` is the number of those that are not listed. */
  constructor(subject: string, problems: readonly Problem[], left = 0) {
    const all = problems.length + left;
    const count = all === 1 ? "1 problem" : `${all} problems`;
    const lines = [
      `${subject}: ${count}, nothing was created`,
      ...problems.map((problem) => `  ${line(problem)}`),
      ...(left > 0 ? [`  … and ${left} more`] : []),
    ];
    super(lines.join("\n"));
    this.problems = problems;
  }
}

function line({ path, given, allowed, write }: Problem): string {
  const where = path === "" ? "(top level)" : shortened(path);
  return `${where}: got ${printable(given)}; allowed: ${allowed}; write ${printable(write)}`;
}

/** Both ends of a path that goes very deep. */
function shortened(path: string): string {
  const text = printable(path);
  return text.length > 400 ? `${text.slice(0, 200)} … ${text.slice(-100)}` : text;
}
