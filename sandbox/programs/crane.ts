import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { open, stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { type Machine, platformText } from "./machine";
import type { Network } from "./network";
import { SourceError, Unavailable } from "./program-error";

/** An image for one kind of machine. */
export interface PlatformImage {
  readonly digest: string;
  /** Size of its layers as they come over the network. */
  readonly bytes: number;
}

/** Three tries in all, as crane itself makes of a single request. */
const ATTEMPTS = 3;
const LOOK_MILLISECONDS = 500;

/**
 * The registry client, crane of go-containerregistry. It is what Google's and Kubernetes' own tools are made with: it
 * knows the logins of `docker login` and their helpers, proxies, lists of platforms, retries, and checks the digest of
 * all that it gets. There is no npm package that does: those that pull images are for one vendor's scanner, or have not
 * been kept for years. It is a single file that its makers publish, so a machine without Go has it, too.
 */
export class Crane {
  constructor(
    private readonly binary: string,
    private readonly network: Network,
  ) {}

  /** What a reference stands for on a kind of machine. */
  async image(reference: string, machine: Machine): Promise<PlatformImage> {
    const manifest = await this.#read(["manifest", "--platform", platformText(machine), reference]);
    const { layers } = JSON.parse(manifest.toString("utf8")) as { layers?: { size: number }[] };
    if (layers === undefined) throw new Unavailable(`${reference} is no image`);
    return {
      digest: `sha256:${createHash("sha256").update(manifest).digest("hex")}`,
      bytes: layers.reduce((sum, { size }) => sum + size, 0),
    };
  }

  /** Digest of what a reference names itself: often a list of images, one for each platform. */
  async digest(reference: string): Promise<string> {
    return (await this.#read(["digest", reference])).toString("utf8").trim();
  }

  /** Saves an image as an archive; told how much of it is there. Every digest is checked on the way. */
  async save(reference: string, file: string, onBytes: (bytes: number) => void): Promise<void> {
    await this.#retried(async () => {
      const child = this.#start(["pull", "--format", "tarball", reference, file], "ignore");
      child.stdout?.resume();
      const watch = this.#endStalled(child, async () => {
        const bytes = (await stat(file).catch(() => undefined))?.size ?? 0;
        onBytes(bytes);
        return bytes;
      });
      await finished(child).finally(watch);
    });
  }

  /**
   * The files of a saved image as one tar: layers laid over each other, what was deleted left out. `temporary` is a
   * folder that may hold the archive once more.
   */
  async files<T>(file: string, temporary: string, use: (tar: Readable) => Promise<T>): Promise<T> {
    const archive = await open(file);
    const child = this.#start(["export", "-", "-"], archive.fd, { TMPDIR: temporary });
    try {
      const reading = use(child.stdout as Readable);
      const [end] = await Promise.allSettled([finished(child), reading]);
      // What is wrong with the image says why its files could not be read.
      if (end.status === "rejected") throw end.reason;
      return await reading;
    } finally {
      child.kill("SIGKILL");
      await archive.close();
    }
  }

  async #read(args: readonly string[]): Promise<Buffer> {
    return this.#retried(async () => {
      const child = this.#start(args, "ignore");
      const chunks: Buffer[] = [];
      child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
      const watch = this.#endStalled(child, () =>
        Promise.resolve(chunks.reduce((sum, { length }) => sum + length, 0)),
      );
      await finished(child).finally(watch);
      return Buffer.concat(chunks);
    });
  }

  #start(
    args: readonly string[],
    input: "ignore" | number,
    variables: NodeJS.ProcessEnv = {},
  ): ChildProcess {
    const { ca } = this.network.sources;
    // Go reads this file in place of the machine's own, and its folders of certificates all the same.
    const env = { ...process.env, ...(ca !== undefined && { SSL_CERT_FILE: ca }), ...variables };
    return spawn(this.binary, [...args], { env, stdio: [input, "pipe", "pipe"] });
  }

  /** Ends a program whose work does not grow any more. Returns what ends the watch. */
  #endStalled(child: ChildProcess, size: () => Promise<number>): () => void {
    const { stallMilliseconds } = this.network.patience;
    let [last, since] = [-1, Date.now()];
    const timer = setInterval(
      () => {
        void size().then((bytes) => {
          if (bytes !== last) [last, since] = [bytes, Date.now()];
          else if (Date.now() - since > stallMilliseconds) child.kill("SIGKILL");
        });
      },
      Math.min(LOOK_MILLISECONDS, stallMilliseconds),
    );
    return () => {
      clearInterval(timer);
    };
  }

  /** A connection that breaks is no reason to give up; an answer that says no is. */
  async #retried<T>(work: () => Promise<T>): Promise<T> {
    let wait = this.network.patience.retryMilliseconds;
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof Interrupted)) throw error;
        if (attempt === ATTEMPTS) throw new Unavailable(error.message);
        await pause(wait);
        wait *= 3;
      }
    }
  }
}

/** It might work the next time. */
class Interrupted extends Error {}

/** Waits for the end; a failure is told in crane's own last words. */
async function finished(child: ChildProcess): Promise<void> {
  let words = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    words = (words + text).slice(-4_000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  if (code === 0) return;
  if (code === null) throw new Interrupted("the registry stopped answering");
  throw failure(words);
}

function failure(words: string): Error {
  const last = words
    .trim()
    .split("\n")
    .findLast((line) => line.startsWith("Error: "));
  const message = (last ?? words.trim().split("\n").at(-1) ?? "").replace(/^Error: /, "");
  if (/no space left on device/.test(message)) return new SourceError(message);
  if (/error verifying|unsafe tar path|checksum|size mismatch/i.test(message)) {
    return new SourceError(
      `the registry sent something that does not match its digest, and it was thrown away: ${message}`,
    );
  }
  if (/UNAUTHORIZED|DENIED|status code 40[13]/.test(message)) {
    return new Unavailable(
      `the registry asks for a login (\`docker login\`, \`crane auth login\`)`,
    );
  }
  if (/TOOMANYREQUESTS|status code 429/.test(message)) {
    return new Unavailable("the registry allows no more pulls for now; a login may allow more");
  }
  if (/_UNKNOWN|status code 404|no child with platform/.test(message)) {
    return new Unavailable(message);
  }
  return new Interrupted(message);
}
