import { status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { bearer, chatClient } from "../../support/grpc/client.ts";
import { startStallingProxy } from "../../support/grpc/stalling_proxy.ts";
import {
  beginAnswer,
  type GrpcTest,
  SERVICE_TOKEN,
  startGrpcTest,
} from "../../support/grpc/test_server.ts";
import {
  grpcFrame,
  protoField,
  type RawCall,
  RawGrpcClient,
} from "../../support/grpc/raw_client.ts";
import { within } from "../../support/suite/within.ts";

/** Longer than any of these tests takes, in milliseconds. */
const PATIENCE = 10_000;

/** An age in milliseconds that no connection reaches by itself. */
const DAY = 86_400_000;

const authorization = `Bearer ${SERVICE_TOKEN}`;
const watch = { path: "/grpc.health.v1.Health/Watch", body: grpcFrame(Buffer.alloc(0)) };

function question(userId: string): RawCall {
  const body = grpcFrame(Buffer.concat([protoField(2, userId), protoField(3, "Hi")]));
  return { headers: { authorization }, body };
}

/** Asks, and waits until the answer begins. */
async function ask({ upstream }: GrpcTest, client: RawGrpcClient, userId: string) {
  const end = client.send(question(userId));
  const exchange = await within(PATIENCE, upstream.next());
  await exchange.text("Well");
  return { end, exchange };
}

/** Lets connections reach the age of a {@link DAY} when a test wants it, on any machine. */
function watchAges(): Disposable & { reach(): void } {
  const { setTimeout } = globalThis;
  const due: (() => void)[] = [];
  globalThis.setTimeout = ((callback: () => void, ms = 0) => {
    if (Math.abs(ms - DAY) <= DAY / 10) due.push(callback);
    return setTimeout(callback, ms);
  }) as typeof setTimeout;
  return {
    reach: () => due.splice(0).forEach((callback) => callback()),
    [Symbol.dispose]: () => globalThis.setTimeout = setTimeout,
  };
}

Deno.test("a connection past its age accepts no more calls, and ends with its last one", async () => {
  using ages = watchAges();
  await using t = await startGrpcTest({
    upstream: { reply: "manual" },
    connections: { maxAge: DAY },
  });
  using client = new RawGrpcClient(t.address);
  const first = await ask(t, client, "user-1");
  ages.reach();
  assert.deepEqual(await within(PATIENCE, client.goaway), { lastStreamId: 2 ** 31 - 1, code: 0 });
  using next = new RawGrpcClient(t.address);
  const second = await ask(t, next, "user-2");
  const closed = new Promise((resolve) => client.session.once("close", resolve));
  for (const { exchange } of [first, second]) await exchange.complete();
  assert.deepEqual([(await first.end).code, (await second.end).code], [status.OK, status.OK]);
  await within(PATIENCE, closed);
});

Deno.test("a call that outlives its connection's grace ends with the connection", async () => {
  await using t = await startGrpcTest({ connections: { maxAge: 50, grace: 50 } });
  using client = new RawGrpcClient(t.address);
  const closed = new Promise((resolve) => client.session.once("close", resolve));
  const { code } = await within(PATIENCE, client.send(watch));
  // Clients report it as UNAVAILABLE.
  assert.equal(code, null);
  await within(PATIENCE, closed);
});

Deno.test("stop() sends clients away, and lets their calls end", async () => {
  await using t = await startGrpcTest({ upstream: { reply: "manual" } });
  using client = new RawGrpcClient(t.address);
  const { end, exchange } = await ask(t, client, "user-1");
  const stopped = t.server.stop(60_000);
  assert.equal((await within(PATIENCE, client.goaway)).code, 0);
  await exchange.complete();
  assert.equal((await end).code, status.OK);
  await within(PATIENCE, stopped);
});

Deno.test("a client that vanishes silently is noticed, and its answer stopped", async () => {
  await using t = await startGrpcTest({
    upstream: { reply: "manual" },
    connections: { ping: 1_500, pong: 1_500 },
  });
  await t.app.prepare();
  await using proxy = startStallingProxy(t.server.port);
  using client = await chatClient(proxy.address);
  const call = client.ChatStream(
    { user_id: "user-1", user_message: "Hi" },
    bearer(SERVICE_TOKEN),
  );
  const { exchange } = await within(PATIENCE, beginAnswer(t, call, "Well"));
  proxy.stall();
  await within(PATIENCE, exchange.closed);
  call.cancel();
});

Deno.test("a connection may have 1,000 calls at a time after an authenticated call", async () => {
  await using t = await startGrpcTest();
  using client = new RawGrpcClient(t.address);
  await within(PATIENCE, client.settings());
  assert.equal(client.session.remoteSettings.maxConcurrentStreams, 32);
  const raised = client.settings();
  assert.equal((await client.send(question("user-1"))).code, status.OK);
  await within(PATIENCE, raised);
  assert.equal(client.session.remoteSettings.maxConcurrentStreams, 1_000);
});
