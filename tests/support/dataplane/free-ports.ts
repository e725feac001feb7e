import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { LOOPBACK } from "./placed-pod";

/** As many different free ports of an address. All are held until the last is found: one given back could be found twice. */
export async function freePorts(count: number, host = LOOPBACK): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, host));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
