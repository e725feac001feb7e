import * as http from "node:http";
import * as https from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";
import { ApiError } from "./api-error";
import { isObject, type Json, type JsonObject, parseJson } from "./json";

export interface ApiRequest {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: string;
  query?: Record<string, string>;
  body?: JsonObject;
  contentType?: string;
  signal?: AbortSignal;
}

/** The time after which an answer of the API server is not waited for any longer. */
const REQUEST_TIMEOUT_MS = 60_000;

/**
 * One API server, spoken to over connections that are kept. @kubernetes/client-node reads the kubeconfig and authenticates, but opens a TLS
 * connection for each request and cannot ask for field validation, so the requests are our own.
 */
export class Cluster {
  private readonly agent: http.Agent;
  private readonly secure: boolean;

  constructor(private readonly config: KubeConfig) {
    this.secure = this.server().protocol === "https:";
    const options = { keepAlive: true, maxSockets: 32 };
    this.agent = this.secure ? new https.Agent(options) : new http.Agent(options);
  }

  server(): URL {
    const cluster = this.config.getCurrentCluster();
    if (cluster === null) {
      throw new Error(
        `the kubeconfig names no cluster for its context "${this.config.getCurrentContext()}": ` +
          "set current-context, or give the provider a context",
      );
    }
    return new URL(cluster.server);
  }

  async request(request: ApiRequest): Promise<JsonObject> {
    const text = await this.exchange(request);
    const answer: Json = text === "" ? {} : parseJson(text);
    if (!isObject(answer)) throw new Error(`${request.path} did not answer with a JSON object`);
    return answer;
  }

  close(): void {
    this.agent.destroy();
  }

  private async exchange(request: ApiRequest): Promise<string> {
    const server = this.server();
    const headers: http.OutgoingHttpHeaders = {};
    const options: https.RequestOptions = { headers };
    await this.config.applyToHTTPSOptions(options);
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const query = new URLSearchParams(request.query).toString();
    const prefix = server.pathname === "/" ? "" : server.pathname;
    Object.assign(options, {
      agent: this.agent,
      method: request.method,
      hostname: server.hostname.replace(/^\[|\]$/g, ""),
      port: server.port === "" ? undefined : server.port,
      path: `${prefix}${request.path}${query === "" ? "" : `?${query}`}`,
      signal: request.signal,
      headers: {
        ...headers,
        Accept: "application/json",
        "User-Agent": "pulumi-lgtm",
        ...(body === undefined
          ? {}
          : {
              "Content-Type": request.contentType ?? "application/json",
              "Content-Length": Buffer.byteLength(body),
            }),
      },
    });
    return new Promise((resolve, reject) => {
      const send = this.secure ? https.request : http.request;
      const outgoing = send(options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          const status = response.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve(text);
          else reject(ApiError.fromResponse(status, text));
        });
      });
      outgoing.setTimeout(REQUEST_TIMEOUT_MS, () => {
        outgoing.destroy(new Error(`no answer within ${REQUEST_TIMEOUT_MS / 1000} s`));
      });
      outgoing.on("error", (error: NodeJS.ErrnoException) => {
        const reason = error.code ?? error.message;
        reject(
          request.signal?.aborted === true
            ? new Error("the operation was cancelled")
            : new Error(`the API server at ${server.host} cannot be reached: ${reason}`),
        );
      });
      outgoing.end(body);
    });
  }
}
