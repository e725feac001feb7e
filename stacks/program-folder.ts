import { isAbsolute, join, relative } from "node:path";
import { isMap } from "../components/shared/merge";

/** Where `pulumi up` runs the program and the providers. Relative paths mean the same to all of them only here. */
export const PROGRAM_FOLDER = __dirname;

/** Runs something as if the command had been typed in the program's folder. */
export function inProgramFolder<T>(run: () => T): T {
  const before = process.cwd();
  process.chdir(PROGRAM_FOLDER);
  try {
    return run();
  } finally {
    process.chdir(before);
  }
}

/**
 * The paths of `charts` are written beside Pulumi.yaml and begin there: this is how they read in the program's
 * folder. What they name may not end up in the state as a path of this machine, so they stay relative.
 */
export function fromProgramFolder(charts: unknown): unknown {
  if (!isMap(charts)) return charts;
  const { directory, sources } = charts;
  return {
    ...charts,
    ...(directory !== undefined && { directory: moved(directory) }),
    ...(isMap(sources) && {
      sources: Object.fromEntries(
        Object.entries(sources).map(([chart, source]) => [
          chart,
          isMap(source) && source.path !== undefined
            ? { ...source, path: moved(source.path) }
            : source,
        ]),
      ),
    }),
  };
}

function moved(path: unknown): unknown {
  // What is no path is refused as it was written.
  if (typeof path !== "string" || /^$|\p{Cc}/u.test(path) || isAbsolute(path)) return path;
  return join(relative(PROGRAM_FOLDER, join(PROGRAM_FOLDER, "..")), path);
}
