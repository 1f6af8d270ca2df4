import { status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { ChatClientV1 } from "../../support/grpc/v1_client.ts";
import { startStallingProxy } from "../../support/grpc/stalling_proxy.ts";
import { type GrpcTestV1, startGrpcTestV1 } from "../../support/grpc/v1_test_server.ts";

const PIECE = "0123456789".repeat(100);
const PIECES = 1_900;

/** Follows an answer to its end. */
async function untilEnded({ app }: GrpcTestV1, chatId: string, answerId: string): Promise<void> {
  for await (const _ of app.followAnswer({ userId: "user-1", chatId, answerId }));
}

Deno.test("a client that does not read gets the text in few pieces later, and holds up no other", async () => {
  await using t = await startGrpcTestV1({ upstream: { reply: "manual" } });
  await using proxy = startStallingProxy(t.server.port);
  using slow = await ChatClientV1.connect(proxy.address);
  const stream = slow.open("StartChat", { message: "Write a book" });
  const exchange = await t.upstream.next();
  await exchange.text("Start.");
  await stream.until(({ delta }) => delta?.text === "Start.");
  const { chat_id, answer_ids: [answer_id] } = stream.events[0]!.begun!;

  proxy.stall();
  for (let i = 0; i < PIECES; i++) await exchange.text(PIECE);
  await exchange.complete();
  await untilEnded(t, chat_id, answer_id!);
  const quick = await t.v1.read("FollowAnswer", { chat_id, answer_id });
  assert.equal(quick.code, status.OK);
  proxy.resume();

  const { code, texts, events } = await stream.end;
  assert.equal(code, status.OK);
  assert.equal(texts[0], `Start.${PIECE.repeat(PIECES)}`);
  assert.ok(events.length < PIECES / 2, `${events.length} events`);
  // Clients accept messages of 4 MiB.
  for (const { delta } of quick.events) assert.ok((delta?.text.length ?? 0) <= 256 * 1024);
});

Deno.test("a client that does not read and hangs up stops its answer", async () => {
  await using t = await startGrpcTestV1({ upstream: { reply: "manual" } });
  await using proxy = startStallingProxy(t.server.port);
  using slow = await ChatClientV1.connect(proxy.address);
  const { end } = slow.open("StartChat", { message: "Write a book" });
  const exchange = await t.upstream.next();
  proxy.stall();
  for (let i = 0; i < PIECES; i++) await exchange.text(PIECE);
  proxy.cut();
  await exchange.closed;
  assert.notEqual((await end).code, status.OK);
});
