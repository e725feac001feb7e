import * as http from "node:http";
import * as https from "node:https";
import type { AddressInfo } from "node:net";

export interface Credentials {
  username: string;
  password: string;
}

/** A certificate with its key, as PEM. */
export interface ServingCertificate {
  cert: string | Buffer;
  key: string | Buffer;
}

export interface LoopbackOptions {
  /** Asked of every request as basic authentication; by default everybody is served. */
  credentials?: Credentials;
  /** With it, HTTPS is spoken. */
  certificate?: ServingCertificate;
}

/** What a request is answered with; undefined is 404. */
export interface Answer {
  body: string | Buffer;
  headers?: http.OutgoingHttpHeaders;
}

/** A server on 127.0.0.1 that notes what it was asked for. */
export class LoopbackServer {
  /** `GET /index.yaml`, in the order in which they came. */
  readonly requests: string[] = [];

  private constructor(private readonly server: http.Server) {}

  static async start(
    answer: (path: string) => Answer | undefined,
    { credentials, certificate }: LoopbackOptions = {},
  ): Promise<LoopbackServer> {
    const server =
      certificate === undefined ? http.createServer() : https.createServer(certificate);
    const running = new LoopbackServer(server);
    server.on("request", (request: http.IncomingMessage, response: http.ServerResponse) => {
      const path = request.url ?? "/";
      running.requests.push(`${request.method ?? ""} ${path}`);
      if (credentials !== undefined && request.headers.authorization !== basic(credentials)) {
        response.writeHead(401, { "WWW-Authenticate": 'Basic realm="charts"' }).end("who are you?");
        return;
      }
      const found = answer(path);
      if (found === undefined) response.writeHead(404).end("not here");
      else {
        const length = Buffer.byteLength(found.body);
        response.writeHead(200, { "Content-Length": length, ...found.headers });
        response.end(request.method === "HEAD" ? undefined : found.body);
      }
    });
    await new Promise<void>((listening) => {
      server.listen(0, "127.0.0.1", listening);
    });
    return running;
  }

  /** `127.0.0.1:PORT`. */
  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}

function basic({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}
