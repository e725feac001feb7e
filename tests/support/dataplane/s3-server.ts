import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { get } from "node:https";
import { join } from "node:path";
import { ensureTool } from "../../../sandbox/tools";
import type { Certificate } from "./certificate";
import { freePorts } from "../../../live/processes/free-ports";
import { LOOPBACK } from "../../../live/loopback";
import { Program } from "../../../live/processes/program";

/** Keys of the only user. They never leave this machine. */
export const S3_KEYS = {
  AWS_ACCESS_KEY_ID: "access-key-of-the-tests",
  AWS_SECRET_ACCESS_KEY: "secret-key-of-the-tests",
} as const;

/** A real S3 server on this machine, which keeps objects as files. */
export class S3Server {
  private constructor(
    private readonly folder: string,
    /** `host:port`. */
    readonly endpoint: string,
    private readonly program: Program,
  ) {}

  /** Starts one over TLS with these buckets. */
  static async start(
    folder: string,
    buckets: readonly string[],
    { certFile, keyFile, pem }: Certificate,
  ): Promise<S3Server> {
    const binary = await ensureTool("versitygw");
    const objects = join(folder, "objects");
    for (const bucket of buckets) mkdirSync(join(objects, bucket), { recursive: true });
    const [port] = await freePorts(1);
    const endpoint = `${LOOPBACK}:${port}`;
    const program = new Program({
      name: "versitygw",
      binary,
      args: [
        ...["--port", endpoint, "--cert", certFile, "--key", keyFile, "--quiet"],
        ...["--health", "/health", "posix", objects],
      ],
      env: {
        ROOT_ACCESS_KEY: S3_KEYS.AWS_ACCESS_KEY_ID,
        ROOT_SECRET_KEY: S3_KEYS.AWS_SECRET_ACCESS_KEY,
      },
      folder,
      log: join(folder, "versitygw.log"),
      ready: () => answers(`https://${endpoint}/health`, pem),
    });
    return new S3Server(objects, endpoint, await program.start());
  }

  /** Names of all objects of a bucket. */
  objects(bucket: string): string[] {
    const root = join(this.folder, bucket);
    if (!existsSync(root)) return [];
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
      .sort();
  }

  /** The text of an object. */
  read(bucket: string, name: string): string {
    return readFileSync(join(this.folder, bucket, name), "utf8");
  }

  async stop(): Promise<void> {
    await this.program.kill();
  }
}

/** `fetch` has no way to trust one certificate more. */
function answers(url: string, ca: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const request = get(url, { ca, timeout: 5_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once("error", reject);
  });
}
