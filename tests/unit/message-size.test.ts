import assert from "node:assert/strict";
import { LARGEST_REQUEST } from "../../components/shared/message-size";
import { Loki } from "../../components/loki/loki";
import { Tempo } from "../../components/tempo/tempo";
import { at, deployed } from "../support/deployed";

describe("message sizes", () => {
  const batch = 2 * LARGEST_REQUEST;

  it("let Loki take whatever the gateway has taken", async () => {
    const { config } = await deployed(Loki, {});
    assert.equal(at(config, "server.grpc_server_max_recv_msg_size"), batch);
    assert.equal(at(config, "server.grpc_server_max_send_msg_size"), batch);
  });

  it("let Tempo take whatever the gateway has taken", async () => {
    const { config } = await deployed(Tempo, {});
    const receiver = "distributor.receivers.otlp.protocols.grpc.max_recv_msg_size_mib";
    assert.equal(at(config, receiver), batch / 2 ** 20);
    assert.equal(at(config, "server.grpc_server_max_recv_msg_size"), batch);
  });
});
