import { withFileLock } from "../../sandbox/file-lock";

/**
 * Works on a stack while no other command of this machine does. Two that start the same cluster, or write the same
 * files for the engine, would fail in ways that nobody understands: the second one waits.
 */
export function alone<T>(
  environment: string,
  lock: string,
  progress: (line: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  const onWait = (holder: number) => {
    progress(
      `${environment}: another command is at work on it (process ${holder}): waiting until that has ended`,
    );
  };
  return withFileLock(lock, work, { onWait });
}
