import { type Environment, stackFile } from "../environments";
import { shellLine } from "../shell-line";

/** What `--env` takes for an environment: one from elsewhere is found by its path alone. */
export function nameOrPath({ name, file }: Pick<Environment, "name" | "file">): string {
  return file === stackFile(name) ? name : file;
}

/** The shortest command that does this to an environment. */
export function commandFor(
  command: "up" | "down" | "preview",
  { name, file }: Pick<Environment, "name" | "file">,
  context?: string,
  flags: readonly string[] = [],
): string {
  const env = nameOrPath({ name, file });
  const args = [
    ...(env === "dev" ? [] : ["--env", env]),
    ...(context === undefined ? [] : ["--context", context]),
    ...flags,
  ];
  if (command === "up" && args.length === 0) return "npm start";
  return [`npm run ${command}`, ...(args.length > 0 ? ["--", shellLine(args)] : [])].join(" ");
}
