import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { LOOPBACK } from "./placed-pod";

/** As many different free ports. All are held until the last is found: one given back could be found twice. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, LOOPBACK));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
