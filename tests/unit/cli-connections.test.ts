import assert from "node:assert/strict";
import {
  Client,
  connectivityState,
  credentials,
  Server,
  ServerCredentials,
  status,
} from "@grpc/grpc-js";
import { clientOptions, separateConnections } from "../../cli/engine/connections";
import { freePort } from "../../sandbox/free-port";
import { until } from "../support/until";

describe("connections to the engine", () => {
  const clients: Client[] = [];
  const servers: Server[] = [];

  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
    for (const server of servers.splice(0)) server.forceShutdown();
  });

  function connect(address: string, options: object): Client {
    const client = new Client(address, credentials.createInsecure(), options);
    clients.push(client);
    return client;
  }

  /** The port of an engine that is gone and is still called, and another engine that got it. */
  async function portTakenAgain(options: object): Promise<string> {
    const address = `127.0.0.1:${String(await freePort())}`;
    const channel = connect(address, options).getChannel();
    await until("a refused connection", () => {
      const refused = channel.getConnectivityState(true) === connectivityState.TRANSIENT_FAILURE;
      return Promise.resolve(refused || undefined);
    });
    const server = new Server();
    servers.push(server);
    await new Promise<void>((resolve, reject) => {
      server.bindAsync(address, ServerCredentials.createInsecure(), (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
    return address;
  }

  /** What comes of the first call: the server, which serves nothing, answers UNIMPLEMENTED. */
  function firstCall(address: string, options: object): Promise<string | undefined> {
    const none = Buffer.alloc(0);
    const bytes = (value: Buffer) => value;
    return new Promise((resolve) => {
      connect(address, options).makeUnaryRequest("/engine/Call", bytes, bytes, none, (error) => {
        resolve(status[error?.code ?? status.OK]);
      });
    });
  }

  it("would fail with those of an earlier operation, were they shared", async () => {
    const shared = { ...clientOptions(), "grpc.use_local_subchannel_pool": 0 };
    assert.equal(await firstCall(await portTakenAgain(shared), shared), "UNAVAILABLE");
  });

  it("are of their own for each operation", async () => {
    separateConnections();
    const address = await portTakenAgain(clientOptions());
    assert.equal(await firstCall(address, clientOptions()), "UNIMPLEMENTED");
  });
});
