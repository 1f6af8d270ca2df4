import { status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { bearer, chatClient, finished, untilContent } from "../support/grpc/client.ts";
import { startStallingProxy } from "../support/grpc/stalling_proxy.ts";
import { SERVICE_TOKEN, startGrpcTest } from "../support/grpc/test_server.ts";

const PIECE = "0123456789".repeat(100);
const PIECES = 1_900;

Deno.test("ChatStream() buffers a bounded number of messages for a client that does not read", async () => {
  await using t = await startGrpcTest({ upstream: { reply: "manual" } });
  await using proxy = startStallingProxy(t.server.port);
  using client = await chatClient(proxy.address);
  const request = { user_id: "user-1", user_message: "Write a book" };
  const call = client.ChatStream(request, bearer(SERVICE_TOKEN));
  const end = finished(call);
  const exchange = await t.upstream.next();
  const first = untilContent(call, "Start.");
  await exchange.text("Start.");
  const { chat_id: chatId } = await first;

  proxy.stall();
  for (let i = 0; i < PIECES; i++) await exchange.text(PIECE);
  await exchange.complete();
  const { activeLeaf: answerId } = await t.app.getChat("user-1", chatId);
  for await (const _ of t.app.followAnswer({ userId: "user-1", chatId, answerId }));
  proxy.resume();

  const { code, content, responses } = await end;
  assert.equal(code, status.OK);
  assert.equal(content.length, "Start.".length + PIECES * PIECE.length);
  // All snapshots together are 2 GB; sockets and windows hold some MB.
  const bytes = responses.reduce((sum, response) => sum + response.content.length, 0);
  assert.ok(bytes < 60e6, `${responses.length} messages with ${bytes} bytes`);
});
