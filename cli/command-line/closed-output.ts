/** How many pieces of work are under way that must not end half-way. */
let unstoppable = 0;

/**
 * Ends the command when nobody reads on, as in `npm run images | head`: quietly, because nothing went wrong. What changes
 * a cluster goes on to its end without being read.
 */
export function endQuietlyWhenUnread(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      // Who listens as well has something to tidy up first.
      const isAlone = stream.listenerCount("error") === 1;
      if (unstoppable === 0 && isAlone) process.exit();
    });
  }
}

/** Runs work that goes on when nobody reads what it says. */
export async function toItsEnd<T>(work: () => Promise<T>): Promise<T> {
  unstoppable++;
  try {
    return await work();
  } finally {
    unstoppable--;
  }
}
