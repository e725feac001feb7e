import { once } from "node:events";
import { type IncomingMessage, createServer, request } from "node:http";
import { text } from "node:stream/consumers";

/** An answer of one service to another. */
export interface Reply {
  status: number;
  /** Sent as JSON, but for a text or bytes that have a type of their own. */
  body: unknown;
  type?: string;
}

/** What answers a path, and what comes behind it. */
export type Route = (rest: string, body: unknown) => Promise<Reply> | Reply;

/** Serves by the beginnings of paths, `GET /stock/`. What throws becomes a 500. */
export async function serve(port: number, given: Readonly<Record<string, Route>>): Promise<void> {
  const routes = { ...given, "GET /ready": () => ({ status: 200, body: "ready" }) };
  const server = createServer((incoming, response) => {
    void answer(incoming, routes).then(({ status, body, type }) => {
      response.writeHead(status, { "Content-Type": type ?? "application/json" });
      response.end(type === undefined ? JSON.stringify(body) : body);
    });
  });
  await once(server.listen(port, "127.0.0.1"), "listening");
}

/** Asks another service. An answer that is no success is the caller's to judge; no answer is an error. */
export async function ask(method: string, url: string, body?: unknown): Promise<Reply> {
  const outgoing = request(url, { method, timeout: 5_000 });
  outgoing.on("timeout", () => outgoing.destroy(new Error(`${url} does not answer`)));
  outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  return { status: response.statusCode ?? 0, body: JSON.parse(await text(response)) as unknown };
}

async function answer(
  incoming: IncomingMessage,
  routes: Readonly<Record<string, Route>>,
): Promise<Reply> {
  const target = `${incoming.method ?? "GET"} ${incoming.url ?? "/"}`;
  const found = Object.entries(routes).find(([path]) => target.startsWith(path));
  if (!found) return { status: 404, body: { error: "no such page" } };
  const [path, route] = found;
  try {
    const given = await text(incoming);
    const body: unknown = given === "" ? undefined : JSON.parse(given);
    return await route(target.slice(path.length), body);
  } catch (error) {
    return { status: 500, body: { error: String(error) } };
  }
}
