import * as http from "node:http";
import type { AddressInfo } from "node:net";

/** What may go wrong with one request; undefined passes it on. */
export type Fault =
  | { status: number; headers?: http.OutgoingHttpHeaders; body?: string }
  /** The answer ends in the middle of its body. */
  | { cut: number }
  /** One byte of the body is another. */
  | { corrupt: true }
  /** The body comes so slowly that nobody can wait for it. */
  | { stallAfter: number };

/** Stands before a server on this machine and does to some requests what networks and servers do. */
export class FaultyProxy {
  /** `GET /v2/…`, in the order in which they came. */
  readonly requests: string[] = [];

  private constructor(private readonly server: http.Server) {}

  static async start(
    target: string,
    fault: (request: http.IncomingMessage) => Fault | undefined,
  ): Promise<FaultyProxy> {
    const server = http.createServer();
    const proxy = new FaultyProxy(server);
    server.on("request", (request: http.IncomingMessage, response: http.ServerResponse) => {
      proxy.requests.push(`${request.method ?? ""} ${request.url ?? ""}`);
      const found = fault(request);
      if (found !== undefined && "status" in found) {
        response.writeHead(found.status, found.headers).end(found.body);
        return;
      }
      const [hostname, port] = target.split(":");
      const options = { hostname, port, path: request.url, method: request.method };
      const onward = http.request({ ...options, headers: request.headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => {
          send(response, Buffer.concat(chunks), found);
        });
      });
      request.pipe(onward);
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    return proxy;
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}

function send(response: http.ServerResponse, body: Buffer, fault: Fault | undefined): void {
  if (fault !== undefined && "cut" in fault) {
    response.write(body.subarray(0, fault.cut), () => response.destroy());
  } else if (fault !== undefined && "stallAfter" in fault) {
    response.write(body.subarray(0, fault.stallAfter));
  } else {
    const sent = Buffer.from(body);
    if (fault !== undefined && "corrupt" in fault) sent[sent.length >> 1]! ^= 0xff;
    response.end(sent);
  }
}
