import { createHash } from "node:crypto";
import { createWriteStream, readFileSync } from "node:fs";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { rootCertificates } from "node:tls";
import { EnvHttpProxyAgent, RetryAgent, fetch } from "undici";
import type { Dispatcher, Response } from "undici";
import type { Network } from "./network";
import { SourceError, Unavailable } from "./program-error";

const ATTEMPTS = 3;
/** Checksums and the description of a release: more is something else. */
const MOST_TEXT_BYTES = 2_000_000;

/**
 * Files from the web. The client is undici, Node's own: as a package it also heeds the machine's proxy settings, trusts
 * a certificate more, and goes on in the middle of a file whose transfer broke.
 */
export class HttpFiles {
  readonly #dispatcher: Dispatcher;

  constructor({ sources, patience }: Network) {
    const ca = sources.ca && [...rootCertificates, readFileSync(sources.ca, "utf8")];
    const timeouts = {
      headersTimeout: patience.stallMilliseconds,
      bodyTimeout: patience.stallMilliseconds,
    };
    const agent = new EnvHttpProxyAgent({
      ...timeouts,
      ...(ca && { connect: { ca }, requestTls: { ca } }),
    });
    this.#dispatcher = new RetryAgent(agent, {
      maxRetries: ATTEMPTS - 1,
      minTimeout: patience.retryMilliseconds,
      timeoutFactor: 3,
    });
  }

  async text(url: string): Promise<string> {
    const response = await this.#get(url);
    if (Number(response.headers.get("content-length") ?? 0) > MOST_TEXT_BYTES) {
      throw new Unavailable(`${url} is not what it should be: it is too long`);
    }
    return response.text().catch(broken(url));
  }

  /** Writes a file and returns its SHA-256; `onStart` is told its size, 0 where nobody says. */
  async save(url: string, file: string, onStart: (total: number) => (bytes: number) => void) {
    const response = await this.#get(url);
    const onBytes = onStart(Number(response.headers.get("content-length") ?? 0));
    const hash = createHash("sha256");
    let bytes = 0;
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        bytes += chunk.length;
        onBytes(bytes);
        done(null, chunk);
      },
    });
    if (response.body === null) throw new Unavailable(`${url} is empty`);
    await pipeline(response.body, counted, createWriteStream(file)).catch(broken(url));
    return hash.digest("hex");
  }

  async #get(url: string): Promise<Response> {
    const response = await fetch(url, { dispatcher: this.#dispatcher }).catch(broken(url));
    if (response.ok) return response;
    await response.body?.cancel();
    throw new Unavailable(`${url} answers ${response.status}`);
  }

  async close(): Promise<void> {
    await this.#dispatcher.destroy();
  }
}

function broken(url: string): (error: unknown) => never {
  return (error) => {
    const { code, cause, message } = error as NodeJS.ErrnoException;
    // Nothing else helps against a full disk, least of all a build.
    if (code === "ENOSPC") throw new SourceError(message);
    const { message: reason, statusCode } = (cause ?? error) as Error & { statusCode?: number };
    throw new Unavailable(statusCode ? `${url} answers ${statusCode}` : `${url}: ${reason}`);
  };
}
