import { status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { finished, untilContent } from "../support/grpc/client.ts";
import { beginAnswer, type GrpcTest, startGrpcTest } from "../support/grpc/test_server.ts";
import { manual, request, service } from "../support/grpc/sample_call.ts";

// Repeated calls of the predecessor's contract, by clients without a key.

Deno.test("ChatStream() called again with the same message follows the running answer", async () => {
  await using t = await startGrpcTest(manual);
  const call = t.client.ChatStream(request, service);
  const { end, exchange, first: { chat_id } } = await beginAnswer(t, call, "Well");
  const again = t.client.ChatStream({ ...request, chat_id }, service);
  const [seen, secondEnd] = [untilContent(again, "Well"), finished(again)];
  await seen;
  await exchange.text(", then");
  await exchange.complete();
  for (const { code, content } of await Promise.all([end, secondEnd])) {
    assert.deepEqual({ code, content }, { code: status.OK, content: "Well, then" });
  }
  assert.deepEqual(await messagesOf(t), ["Talk on and on", "complete: Well, then"]);
  assert.equal(t.upstream.requests.length, 1);
});

Deno.test("an answer that two calls of ChatStream() follow is stopped when the last one is cancelled", async () => {
  await using t = await startGrpcTest(manual);
  const call = t.client.ChatStream(request, service);
  const { end, exchange, first: { chat_id } } = await beginAnswer(t, call, "Well");
  const again = t.client.ChatStream({ ...request, chat_id }, service);
  const seen = untilContent(again, "Well");
  const secondEnd = finished(again);
  await seen;
  call.cancel();
  await end;
  const more = untilContent(again, "Well, then");
  await exchange.text(", then");
  await more;
  again.cancel();
  await exchange.closed;
  assert.equal((await secondEnd).code, status.CANCELLED);
});

Deno.test("ChatStream() called again after it was cancelled asks the same question, not a second one", async () => {
  await using t = await startGrpcTest(manual);
  const call = t.client.ChatStream(request, service);
  const { end, first: { chat_id } } = await beginAnswer(t, call, "Half");
  call.cancel();
  await end;
  const again = finished(t.client.ChatStream({ ...request, chat_id }, service));
  const exchange = await t.upstream.next();
  assert.deepEqual(exchange.request.body.messages, [
    { role: "user", content: request.user_message },
  ]);
  await exchange.text("The whole");
  await exchange.complete();
  const { code, responses } = await again;
  assert.equal(code, status.OK);
  assert.deepEqual(responses.map(({ content }) => content), ["The whole"]);
  assert.deepEqual(await messagesOf(t), ["Talk on and on", "complete: The whole"]);
});

Deno.test("ChatStream() called again after it failed asks the same question, not a second one", async () => {
  await using t = await startGrpcTest(manual);
  const call = t.client.ChatStream(request, service);
  const { end, exchange, first: { chat_id } } = await beginAnswer(t, call, "Half");
  exchange.reset();
  assert.equal((await end).code, status.UNAVAILABLE);
  const again = finished(t.client.ChatStream({ ...request, chat_id }, service));
  await (await t.upstream.next()).complete();
  assert.equal((await again).code, status.OK);
  assert.deepEqual(await messagesOf(t), ["Talk on and on", "complete: "]);
});

Deno.test("ChatStream() called again after a complete answer asks a new question", async () => {
  await using t = await startGrpcTest();
  const { responses } = await finished(t.client.ChatStream(request, service));
  const { chat_id } = responses[0]!;
  assert.equal((await finished(t.client.ChatStream({ ...request, chat_id }, service))).code, 0);
  assert.equal((await messagesOf(t)).length, 4);
});

/** The only chat, as its branch is shown. */
async function messagesOf({ app }: GrpcTest): Promise<string[]> {
  const chats = await app.listChats("user-1", { limit: 2 });
  assert.equal(chats.length, 1);
  const { messages } = await app.listMessages({
    userId: "user-1",
    chatId: chats[0]!.id,
    limit: 10,
  });
  return messages.map((message) =>
    message.role === "user" ? message.content : `${message.state}: ${message.content}`
  );
}
