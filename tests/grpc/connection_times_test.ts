import { connectivityState, status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { StreamLimit } from "../../domain/stream_limit.ts";
import type { ChatServiceClient } from "../../infra/grpc/generated/pb/ChatService.ts";
import { startGrpcServer } from "../../infra/grpc/grpc_server.ts";
import { bearer, chatClient } from "../support/grpc_client.ts";
import { healthClient } from "../support/grpc_health_client.ts";
import { startStallingProxy } from "../support/grpc_stalling_proxy.ts";
import { beginAnswer, SERVICE_TOKEN, startGrpcTest } from "../support/grpc_test_server.ts";
import { RawGrpcClient } from "../support/raw_grpc_client.ts";
import { quietLog } from "../support/test_app.ts";
import { within } from "../support/within.ts";

const service = bearer(SERVICE_TOKEN);
/** Longer than any of these takes, in milliseconds. */
const PATIENCE = 10_000;

const request = { user_id: "user-1", user_message: "Hi" };

/** Resolves when a client that was connected has heard that its connection takes no more calls. */
function leftByServer(client: ChatServiceClient): Promise<void> {
  const channel = client.getChannel();
  const { READY } = connectivityState;
  if (channel.getConnectivityState(false) !== READY) return Promise.resolve();
  return new Promise((resolve, reject) =>
    channel.watchConnectivityState(
      READY,
      Date.now() + PATIENCE,
      (error) => error ? reject(error) : resolve(),
    )
  );
}

Deno.test("a connection past its age ends with its calls, and new calls have another", async () => {
  await using t = await startGrpcTest({
    upstream: { reply: "manual" },
    connections: { maxAge: 100 },
  });
  const call = t.client.ChatStream(request, service);
  const { end, exchange } = await beginAnswer(t, call, "Well");
  await leftByServer(t.client);
  const next = t.client.ChatStream({ ...request, user_id: "user-2" }, service);
  const begun = await beginAnswer(t, next, "New");
  await begun.exchange.complete();
  assert.equal((await begun.end).code, status.OK);
  await exchange.text(", yes");
  await exchange.complete();
  const { code, content } = await end;
  assert.deepEqual([code, content], [status.OK, "Well, yes"]);
});

Deno.test("a call that outlives its connection's grace is cut off", async () => {
  await using t = await startGrpcTest({ connections: { maxAge: 50, grace: 50 } });
  using health = healthClient(t.address);
  const watch = health.watch("");
  assert.equal((await watch.next()).value, "SERVING");
  await assert.rejects(within(PATIENCE, watch.next()), { code: status.UNAVAILABLE });
});

Deno.test("stop() has clients go on with what began, and elsewhere with what is new", async () => {
  await using t = await startGrpcTest({ upstream: { reply: "manual" } });
  const call = t.client.ChatStream(request, service);
  const { end, exchange } = await beginAnswer(t, call, "Well");
  const left = leftByServer(t.client);
  const stopped = t.server.stop(60_000);
  await left;
  // As behind a balancer, another process answers at the same address.
  const { app, server: { port } } = t;
  const place = { host: "127.0.0.1", port };
  const other = await startGrpcServer({
    app,
    log: quietLog,
    streams: new StreamLimit(32),
    ...place,
  });
  const next = t.client.ChatStream({ ...request, user_id: "user-2" }, service);
  const begun = await beginAnswer(t, next, "New");
  await begun.exchange.complete();
  assert.equal((await begun.end).code, status.OK);
  await exchange.complete();
  assert.equal((await end).code, status.OK);
  await stopped;
  await other.stop(0);
});

Deno.test("a client that vanishes without a word is noticed, and its answer stopped", async () => {
  await using t = await startGrpcTest({
    upstream: { reply: "manual" },
    connections: { ping: 50, pong: 50 },
  });
  await using proxy = startStallingProxy(t.server.port);
  using client = await chatClient(proxy.address);
  const call = client.ChatStream(request, service);
  const { exchange } = await beginAnswer(t, call, "Well");
  proxy.stall();
  await within(PATIENCE, exchange.closed);
  call.cancel();
});

Deno.test("a connection has at most 1,000 calls at a time", async () => {
  await using t = await startGrpcTest();
  using raw = new RawGrpcClient(t.address);
  await new Promise((resolve) => raw.session.once("remoteSettings", resolve));
  assert.equal(raw.session.remoteSettings.maxConcurrentStreams, 1_000);
});
