import { randomInt } from "node:crypto";

export interface TextRules {
  length: number;
  lower: boolean;
  upper: boolean;
  numeric: boolean;
  special: boolean;
  minLower: number;
  minUpper: number;
  minNumeric: number;
  minSpecial: number;
  /** Instead of the default special characters. */
  overrideSpecial?: string;
}

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const NUMERIC = "0123456789";
const SPECIAL = "!@#$%&*()-_=+[]{}<>:?";

/** An integer below a bound, every one as likely as the other. */
export type Draw = (below: number) => number;

/** node:crypto rejects the draws that would favour some values; a remainder of random bytes would not. */
const draw: Draw = (below) => randomInt(below);

interface CharacterClass {
  name: string;
  characters: string;
  minimum: number;
}

/** What is wrong with the rules, empty if nothing is. */
export function textProblems(rules: TextRules): string[] {
  const classes = allClasses(rules);
  const wanted = classes.reduce((sum, { minimum }) => sum + minimum, 0);
  return [
    ...(Number.isInteger(rules.length) && rules.length >= 1
      ? []
      : [`length is ${rules.length}, it must be a whole number of at least 1`]),
    ...(wanted > rules.length
      ? [`length is ${rules.length}, the minimums of the classes add up to ${wanted}: raise length`]
      : []),
    ...(classes.some(({ characters }) => characters !== "")
      ? []
      : ["no class of characters is allowed: allow lower, upper, numeric or special"]),
    ...classes
      .filter(({ characters, minimum }) => minimum > 0 && characters === "")
      .map(({ name }) => `a minimum of ${name} characters is asked for, but none is allowed`),
  ];
}

/** Random text that keeps the rules: the minimum of each class, the rest from all, in random order. */
export function randomText(rules: TextRules, next: Draw = draw): string {
  const problems = textProblems(rules);
  if (problems.length > 0) throw new Error(problems.join("; "));
  const classes = allClasses(rules);
  const all = classes.map(({ characters }) => characters).join("");
  const picked = classes.flatMap(({ characters, minimum }) => pick(characters, minimum, next));
  return shuffled([...picked, ...pick(all, rules.length - picked.length, next)], next).join("");
}

/** Fisher and Yates: every order as likely as the other. */
function shuffled<Item>(items: readonly Item[], next: Draw = draw): Item[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = next(last + 1);
    [result[last], result[other]] = [result[other] as Item, result[last] as Item];
  }
  return result;
}

function pick(characters: string, count: number, next: Draw): string[] {
  return Array.from({ length: count }, () => characters.charAt(next(characters.length)));
}

function allClasses(rules: TextRules): CharacterClass[] {
  const special = rules.overrideSpecial ?? SPECIAL;
  return [
    { name: "lower", characters: rules.lower ? LOWER : "", minimum: rules.minLower },
    { name: "upper", characters: rules.upper ? UPPER : "", minimum: rules.minUpper },
    { name: "numeric", characters: rules.numeric ? NUMERIC : "", minimum: rules.minNumeric },
    { name: "special", characters: rules.special ? special : "", minimum: rules.minSpecial },
  ];
}
