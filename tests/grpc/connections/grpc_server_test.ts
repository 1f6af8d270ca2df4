import { status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { StreamLimit } from "../../../domain/answers/stream_limit.ts";
import { startGrpcServer } from "../../../infra/grpc/grpc_server.ts";
import { beginAnswer, startGrpcTest } from "../../support/grpc/test_server.ts";
import { richStatus } from "../../support/grpc/rich_status.ts";
import { service } from "../../support/grpc/sample_call.ts";
import { quietLog } from "../../support/app/test_app.ts";

const streams = new StreamLimit(32);

const request = { user_id: "user-1", user_message: "Hi" };

Deno.test("startGrpcServer() names host and port when the port is taken", async () => {
  await using t = await startGrpcTest();
  const { port } = t.server;
  await assert.rejects(
    startGrpcServer({ app: t.app, log: quietLog, streams, host: "127.0.0.1", port }),
    { message: `Cannot serve gRPC at 127.0.0.1:${port}: the port is in use` },
  );
});

Deno.test("startGrpcServer() names host and port when the address is not this machine's", async () => {
  await using t = await startGrpcTest();
  await assert.rejects(
    startGrpcServer({ app: t.app, log: quietLog, streams, host: "192.0.2.1", port: 50051 }),
    /^StartError: Cannot serve gRPC at 192\.0\.2\.1:50051: listen E/,
  );
});

Deno.test("startGrpcServer() listens on IPv6", { ignore: !hasIpv6() }, async () => {
  await using t = await startGrpcTest();
  const server = await startGrpcServer({
    app: t.app,
    log: quietLog,
    streams,
    host: "::1",
    port: 0,
  });
  const connection = await Deno.connect({ hostname: "::1", port: server.port });
  connection.close();
  await server.stop(1_000);
});

Deno.test("stop() lets a call end within its grace time", async () => {
  await using t = await startGrpcTest({ upstream: { reply: "manual" } });
  const call = t.client.ChatStream(request, service);
  const { end, exchange } = await beginAnswer(t, call, "Well");
  const stopped = t.server.stop(60_000);
  await exchange.text(", yes");
  await exchange.complete();
  const { code, content } = await end;
  assert.equal(code, status.OK);
  assert.equal(content, "Well, yes");
  await stopped;
});

Deno.test("stop() ends remaining calls with UNAVAILABLE after its grace time", async () => {
  await using t = await startGrpcTest({ upstream: { reply: "manual" } });
  const call = t.client.ChatStream(request, service);
  const { end } = await beginAnswer(t, call, "Well");
  await t.server.stop(0);
  const { code, content, trailers } = await end;
  assert.equal(code, status.UNAVAILABLE);
  assert.equal(content, "Well");
  const { details } = await richStatus(trailers);
  assert.deepEqual(details.map(({ type }) => type), [
    "google.rpc.ErrorInfo",
    "google.rpc.RetryInfo",
  ]);
});

Deno.test("stop() frees the port", async () => {
  await using t = await startGrpcTest();
  await t.server.stop(1_000);
  Deno.listen({ hostname: "127.0.0.1", port: t.server.port }).close();
});

/** Containers often have no IPv6, not even on loopback. */
function hasIpv6(): boolean {
  try {
    Deno.listen({ hostname: "::1", port: 0 }).close();
    return true;
  } catch {
    return false;
  }
}
