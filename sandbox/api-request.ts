import { type RequestOptions, request } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";

const PATIENCE_MILLISECONDS = 5_000;

export interface ApiRequestOptions {
  /** A merge patch, which is sent. By default something is read. */
  patch?: object;
  /** Whether the process goes on until the answer is there; true by default. */
  keepsAlive?: boolean;
}

/**
 * Asks the API server of a kubeconfig's context, and returns status and text of its answer. The client's own requests
 * have no end where somebody takes the connection and never answers.
 */
export async function apiRequest(
  config: KubeConfig,
  path: string,
  { patch, keepsAlive = true }: ApiRequestOptions = {},
): Promise<{ status: number; text: string }> {
  const options: RequestOptions = {
    method: patch === undefined ? "GET" : "PATCH",
    timeout: PATIENCE_MILLISECONDS,
    headers: patch === undefined ? {} : { "Content-Type": "application/merge-patch+json" },
  };
  await config.applyToHTTPSOptions(options);
  const server = config.getCurrentCluster()?.server ?? "";
  return new Promise((resolve, reject) => {
    const call = request(`${server}${path}`, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", reject).once("end", () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
      });
    });
    if (!keepsAlive) call.once("socket", (socket) => socket.unref());
    call.once("timeout", () => call.destroy(new Error(`${path} does not answer`)));
    call.once("error", reject);
    call.end(patch && JSON.stringify(patch));
  });
}
