import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import type { ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import { GrpcPeers } from "../../../infra/grpc/grpc_peers.ts";

/** A socket with a made-up address, because the loopback has only one IPv6 address. */
function socketFrom(remoteAddress: string, remotePort: number): Socket {
  return Object.assign(new EventEmitter(), { remoteAddress, remotePort }) as unknown as Socket;
}

function callOn(socket: Socket): ServerHttp2Stream {
  const stream = Object.assign(new EventEmitter(), { session: { socket } });
  return stream as unknown as ServerHttp2Stream;
}

Deno.test("GrpcPeers.begin() counts the calls of an IPv6 network together", () => {
  const peers = new GrpcPeers({
    log: { warn() {} },
    guests: { perAddress: 1_000, total: 1_000 },
    times: { firstCall: 60_000, nextCall: 60_000, call: 60_000 },
  });
  const begun = (host: string, count: number) => {
    let begun = 0;
    for (let i = 1; i <= count; i++) {
      const socket = socketFrom(`${host}${i.toString(16)}`, i);
      assert.ok(peers.connect(socket));
      if (peers.begin(callOn(socket))) begun++;
    }
    return begun;
  };
  assert.equal(begun("2001:db8:0:1::", 200), 128);
  assert.equal(begun("2001:db8:0:2::", 100), 100);
  peers.stop();
});
