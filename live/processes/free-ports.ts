import { randomInt } from "node:crypto";
import { once } from "node:events";
import { type Server, createServer } from "node:net";
import { LOOPBACK } from "../loopback";

/**
 * Ports that are given to no outgoing connection, as far as systems are set up as they usually are: one of these could
 * be taken between now and the start of a program.
 */
const [FIRST, LAST] = [20_000, 32_000];

/** As many different free ports of an address. */
export function freePorts(count: number, host = LOOPBACK): Promise<number[]> {
  return freePortsLike(Array<number>(count).fill(0), host);
}

/**
 * A free port for each wish: the wished one where nobody has it, any other where somebody has, and any for a 0. All
 * are held until the last is found: one given back could be found twice.
 */
export async function freePortsLike(wishes: readonly number[], host = LOOPBACK): Promise<number[]> {
  const held: Server[] = [];
  const hold = async (port: number) => {
    const server = await listening(port, host);
    if (server) held.push(server);
    return server !== undefined;
  };
  // One after the other from anywhere: two who look at the same time hardly ever find the same.
  let next = randomInt(FIRST, LAST);
  const anyFree = async () => {
    for (let tries = FIRST; tries < LAST; tries++) {
      const port = next;
      next = next + 1 < LAST ? next + 1 : FIRST;
      if (await hold(port)) return port;
    }
    throw new Error(`${host} has no free port from ${FIRST} to ${LAST}`);
  };
  try {
    const ports: number[] = [];
    for (const wish of wishes)
      ports.push(wish !== 0 && (await hold(wish)) ? wish : await anyFree());
    return ports;
  } finally {
    await Promise.all(held.map((server) => once(server.close(), "close")));
  }
}

/** A server that holds the port; nothing where the port is somebody else's or not for us. */
async function listening(port: number, host: string): Promise<Server | undefined> {
  const server = createServer();
  try {
    await once(server.listen(port, host), "listening");
    return server;
  } catch {
    return undefined;
  }
}
