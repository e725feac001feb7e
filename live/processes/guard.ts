import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { join } from "node:path";
import type { Writable } from "node:stream";

const SCRIPT = join(__dirname, "guard.sh");

/**
 * Sees to it that nothing survives this process. It is one of its own, in a session of its own, so that it is still
 * there after a SIGKILL, a closed terminal or a Ctrl-C; it needs a shell and a megabyte.
 */
class Guard {
  private readonly processes = new Set<number>();
  private readonly folders = new Set<string>();
  private child: ChildProcessByStdio<Writable, null, null> | undefined;

  /** Its own process, once there is something to guard. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Watches over a process group. The pid is that of its leader. */
  watch(pid: number): void {
    this.processes.add(pid);
    this.say(`+${pid}`);
  }

  /** The process has ended: its number may be somebody else's soon. */
  forget(pid: number): void {
    this.processes.delete(pid);
    this.say(`-${pid}`);
  }

  /** Removes the folder at the end, if it is still there then. */
  clear(folder: string): void {
    this.folders.add(folder);
    this.say(folder);
  }

  private say(line: string): void {
    if (this.child) this.child.stdin.write(`${line}\n`);
    else this.start();
  }

  /** Starts it, and tells it all that there is. */
  private start(): void {
    const child = spawn("sh", [SCRIPT], { stdio: ["pipe", "ignore", "ignore"], detached: true });
    this.child = child;
    // Guarding alone is no reason for this process to go on.
    child.unref();
    // A pipe is a socket, though its type does not say so.
    (child.stdin as unknown as Pick<Socket, "unref">).unref();
    child.stdin.on("error", () => undefined);
    // Whoever ends it does not end its purpose.
    child.once("exit", () => {
      this.child = undefined;
      if (this.processes.size > 0) this.start();
    });
    const known = [...[...this.processes].map((pid) => `+${pid}`), ...this.folders];
    for (const line of known) child.stdin.write(`${line}\n`);
  }
}

export const guard = new Guard();
