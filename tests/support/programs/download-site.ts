import { createHash } from "node:crypto";
import * as http from "node:http";
import * as https from "node:https";
import { listening } from "../listening";

/** What the site does to a request, once or always. */
export type Mishap =
  | { status: number }
  /** The connection breaks after so many bytes of what was asked for. */
  | { cut: number }
  /** No byte after so many comes any more. */
  | { stallAfter: number };

/** A mirror of the makers' sites on this machine, which lays files by host and path. */
export class DownloadSite {
  readonly files = new Map<string, Buffer>();
  /** Path and, where only a part was asked for, the range. */
  readonly requests: string[] = [];
  /** Looked at for every request. */
  mishap: (path: string) => Mishap | undefined = () => undefined;

  private constructor(
    private readonly server: http.Server,
    readonly url: string,
  ) {}

  static async start(certificate?: { cert: Buffer; key: Buffer }): Promise<DownloadSite> {
    const server =
      certificate === undefined ? http.createServer() : https.createServer(certificate);
    const scheme = certificate === undefined ? "http" : "https";
    const site = new DownloadSite(server, `${scheme}://127.0.0.1:${await listening(server)}`);
    server.on("request", (request: http.IncomingMessage, response: http.ServerResponse) => {
      site.answer(request, response);
    });
    return site;
  }

  /** Puts a file at the address that its maker has it at. */
  put(address: string, content: string | Buffer): string {
    this.files.set(address.replace("https:/", ""), Buffer.from(content));
    return createHash("sha256").update(content).digest("hex");
  }

  private answer(request: http.IncomingMessage, response: http.ServerResponse): void {
    const path = request.url ?? "/";
    const range = /^bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1];
    if (request.method !== "HEAD") {
      this.requests.push(range === undefined ? path : `${path} from ${range}`);
    }
    const file = this.files.get(path);
    const mishap = this.mishap(path);
    if (mishap !== undefined && "status" in mishap)
      return void response.writeHead(mishap.status).end();
    if (file === undefined) return void response.writeHead(404).end();
    const start = Number(range ?? 0);
    const body = file.subarray(start);
    response.writeHead(range === undefined ? 200 : 206, {
      ETag: `"${createHash("sha256").update(file).digest("hex")}"`,
      "Content-Length": body.length,
      ...(range !== undefined && {
        "Content-Range": `bytes ${start}-${file.length - 1}/${file.length}`,
      }),
    });
    if (mishap === undefined) return void response.end(body);
    if ("cut" in mishap) response.write(body.subarray(0, mishap.cut), () => response.destroy());
    else response.write(body.subarray(0, mishap.stallAfter));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}
