import { connect } from "node:net";

const CONNECT_TIMEOUT_MS = 5_000;

const PORTS: Readonly<Record<string, number>> = { "http:": 80, "https:": 443, "oci:": 443 };

/**
 * Fails at once where nothing answers at an address: helm waits for two minutes on a network that swallows its packets. Behind a proxy the
 * address itself need not be reachable.
 */
export async function reachable(address: string): Promise<void> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const port = url === undefined ? undefined : Number(url.port) || PORTS[url.protocol];
  const proxied = Object.keys(process.env).some((name) => /^(https?|all)_proxy$/i.test(name));
  if (url === undefined || port === undefined || proxied) return;
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host: url.hostname.replace(/^\[|\]$/g, ""), port });
    const end = (error?: Error) => {
      clearTimeout(timer);
      socket.destroy();
      if (error === undefined) resolve();
      else reject(error);
    };
    // A timer and not the socket's own timeout, which does not count the search for the name.
    const timer = setTimeout(() => {
      end(new Error(`no answer from ${url.host} within ${CONNECT_TIMEOUT_MS / 1000} s`));
    }, CONNECT_TIMEOUT_MS);
    socket.once("connect", () => {
      end();
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      const reason = { ENOTFOUND: "no such host", EAI_AGAIN: "no such host" }[error.code ?? ""];
      end(new Error(`${url.host} cannot be reached: ${reason ?? error.code ?? error.message}`));
    });
  });
}
