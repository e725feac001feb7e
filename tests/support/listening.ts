import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import { LOOPBACK } from "../../live/loopback";

/** Lets a server listen on this machine, on any free port or the given one, and returns the port. */
export async function listening(server: Server, port = 0): Promise<number> {
  await once(server.listen(port, LOOPBACK), "listening");
  return (server.address() as AddressInfo).port;
}
