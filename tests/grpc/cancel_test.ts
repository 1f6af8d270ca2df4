import { status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { chatClient, finished } from "../support/grpc/client.ts";
import type { FakeExchange } from "../support/upstream/fake_openai.ts";
import { startStallingProxy } from "../support/grpc/stalling_proxy.ts";
import { beginAnswer, type GrpcTest, startGrpcTest } from "../support/grpc/test_server.ts";
import { manual, request, service } from "../support/grpc/sample_call.ts";
import { within } from "../support/suite/within.ts";

/** Resolves with the milliseconds from `start` until the upstream has lost its client. */
async function closedAfter(exchange: FakeExchange, start: number): Promise<number> {
  return await within(5_000, exchange.closed) - start;
}

async function statesOf({ app }: GrpcTest): Promise<string[]> {
  const [chat] = await app.listChats("user-1", { limit: 1 });
  const { messages } = await app.listMessages({ userId: "user-1", chatId: chat!.id, limit: 10 });
  return messages.flatMap((message) => message.role === "assistant" ? [message.state] : []);
}

Deno.test("ChatStream() closes the upstream connection within a second when cancelled", async () => {
  await using t = await startGrpcTest(manual);
  const call = t.client.ChatStream(request, service);
  const { end, exchange } = await beginAnswer(t, call, "Well");
  const cancelled = performance.now();
  call.cancel();
  assert.ok(await closedAfter(exchange, cancelled) < 1_000);
  assert.equal((await end).code, status.CANCELLED);
});

Deno.test("ChatStream() closes the upstream connection when cancelled before any text", async () => {
  await using t = await startGrpcTest(manual);
  const call = t.client.ChatStream(request, service);
  const end = finished(call);
  const exchange = await t.upstream.next();
  const cancelled = performance.now();
  call.cancel();
  assert.ok(await closedAfter(exchange, cancelled) < 1_000);
  await end;
});

Deno.test("ChatStream() closes the upstream connection within a second of the deadline", async () => {
  await using t = await startGrpcTest(manual);
  await t.app.prepare();
  const deadline = Date.now() + 2_000;
  const due = performance.now() + 2_000;
  const call = t.client.ChatStream(request, service, { deadline });
  const { end, exchange } = await within(10_000, beginAnswer(t, call, "Well"));
  const late = await closedAfter(exchange, due);
  assert.ok(late > -50 && late < 1_000, `${late} ms after the deadline`);
  assert.equal((await end).code, status.DEADLINE_EXCEEDED);
});

Deno.test("ChatStream() closes the upstream connection when the client's connection breaks", async () => {
  await using t = await startGrpcTest(manual);
  await using proxy = startStallingProxy(t.server.port);
  using client = await chatClient(proxy.address);
  const end = finished(client.ChatStream(request, service));
  const exchange = await t.upstream.next();
  const cut = performance.now();
  proxy.cut();
  assert.ok(await closedAfter(exchange, cut) < 1_000);
  await end;
});

Deno.test("ChatStream() asks no model when it is cancelled before the question is stored", async () => {
  const authenticated = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  const asked: unknown[] = [];
  await using t = await startGrpcTest({
    app: (app) => ({
      continueOrStartChat(input) {
        asked.push(input);
        return app.continueOrStartChat(input);
      },
      async authenticate(authorization) {
        arrived.resolve();
        await authenticated.promise;
        return await app.authenticate(authorization);
      },
    }),
  });
  const call = t.client.ChatStream(request, service);
  const end = finished(call);
  await arrived.promise;
  call.cancel();
  await end;
  await untilLogged(t, "CANCELLED");
  authenticated.resolve();
  await stopped(t);
  assert.deepEqual(asked, []);
});

Deno.test("ChatStream() stops the answer when it is cancelled while the question is stored", async () => {
  const stored = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  await using t = await startGrpcTest({
    ...manual,
    app: (app) => ({
      async continueOrStartChat(input) {
        const turn = await app.continueOrStartChat(input);
        stored.resolve();
        await goOn.promise;
        return turn;
      },
    }),
  });
  const call = t.client.ChatStream(request, service);
  const end = finished(call);
  await stored.promise;
  const exchange = await t.upstream.next();
  call.cancel();
  await end;
  await untilLogged(t, "CANCELLED");
  const stopped = performance.now();
  goOn.resolve();
  assert.ok(await closedAfter(exchange, stopped) < 1_000);
});

Deno.test("ChatStream() keeps the text of a cancelled answer and takes another question", async () => {
  await using t = await startGrpcTest(manual);
  const call = t.client.ChatStream(request, service);
  const { end, first } = await beginAnswer(t, call, "Well");
  const { chat_id } = first;
  call.cancel();
  await end;
  const next = await untilTaken(t, chat_id);
  await next.exchange.complete();
  assert.equal((await next.end).code, status.OK);
  assert.deepEqual(await statesOf(t), ["stopped", "complete"]);
  assert.deepEqual(t.upstream.requests.at(-1)?.body.messages.map(({ content }) => content), [
    request.user_message,
    "Well",
    "Go on",
  ]);
});

Deno.test("ChatStream() stops nothing after a normal end", async () => {
  const stops: unknown[] = [];
  await using t = await startGrpcTest({
    app: () => ({ stopAnswer: (key) => Promise.resolve(void stops.push(key)) }),
  });
  assert.equal((await finished(t.client.ChatStream(request, service))).code, status.OK);
  await stopped(t);
  assert.deepEqual(stops, []);
  assert.deepEqual(await statesOf(t), ["complete"]);
});

/** Resolves when the server has noticed the end of a call. */
async function untilLogged({ lines }: GrpcTest, status: string): Promise<void> {
  while (!lines.some(({ fields }) => fields.status === status)) await nextTick();
}

/**
 * Ends all connections, so that the server has finished its work for them. The client goes
 * first: Deno's can crash the process when a server says goodbye to it after its last call.
 */
async function stopped({ client, server }: GrpcTest): Promise<void> {
  client.close();
  await server.stop(1_000);
}

/** Asks until the chat is free again. */
async function untilTaken(t: GrpcTest, chat_id: string) {
  const taken = t.upstream.next();
  for (;;) {
    const end = finished(t.client.ChatStream(
      { chat_id, user_id: "user-1", user_message: "Go on" },
      service,
    ));
    const first = await Promise.race([taken, end]);
    if (!("code" in first)) return { end, exchange: first };
    assert.equal(first.code, status.FAILED_PRECONDITION);
  }
}

function nextTick(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
