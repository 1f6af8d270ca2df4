import { status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import type { OpenStream } from "../../support/grpc/v1_client.ts";
import { type GrpcTestV1, startGrpcTestV1 } from "../../support/grpc/v1_test_server.ts";
import { refusalOf } from "../../support/http/refusal.ts";

const manual = { upstream: { reply: "manual" } } as const;

/** Starts a chat with a key, and waits for the first text of its answer. */
async function startChat(t: GrpcTestV1) {
  const request = { message: "Talk", request_id: "key" };
  const stream = t.v1.open("StartChat", request);
  const exchange = await t.upstream.next();
  await exchange.text("Once");
  await said(stream);
  const { chat_id, answer_ids } = stream.events[0]!.begun!;
  return { request, stream, exchange, chat_id, answer_id: answer_ids[0]! };
}

async function said(stream: OpenStream): Promise<void> {
  await stream.until(({ delta }) => delta?.text === "Once");
}

Deno.test("a key that was used for another call is refused, and no question is lost silently", async () => {
  await using t = await startGrpcTestV1();
  const first = { message: "One", request_id: "key" };
  const { begun } = await t.v1.read("StartChat", first);
  const { chat_id, question_id } = begun!;
  const { begun: other } = await t.v1.read("StartChat", { message: "One" });
  const second = { chat_id, message: "Two", request_id: "second" };
  await t.v1.read("SendMessage", second);
  const reused = [
    ["StartChat", { ...first, message: "Two" }],
    ["StartChat", { ...first, settings: { temperature: 0.5 } }],
    ["StartChat", { ...first, settings: { temperature: 99 } }],
    ["StartChat", { ...first, system_message: "Be brief" }],
    ["StartChat", { ...first, request_id: "second", message: "Two" }],
    ["SendMessage", { ...first, chat_id }],
    ["SendMessage", { ...first, chat_id, message: "Two" }],
    ["SendMessage", { ...first, chat_id: other!.chat_id }],
    ["SendMessage", { ...second, replaces: question_id }],
    ["RegenerateAnswer", { chat_id, question_id, request_id: "key" }],
    ["RegenerateAnswer", { ...other, request_id: "key" }],
  ] as const;
  for (const [name, request] of reused) {
    assert.deepEqual(await refusalOf(await t.v1.callAny(name, request)), {
      code: "INVALID_ARGUMENT",
      reason: "INVALID_ARGUMENT",
      fields: ["request_id"],
    }, `${name} ${JSON.stringify(request)}`);
  }
  assert.equal((await t.v1.read("StartChat", first)).begun!.question_id, question_id);
  assert.equal(t.upstream.requests.length, 3);
});

Deno.test("a call is the same with its settings in another order", async () => {
  await using t = await startGrpcTestV1();
  const request = { message: "One", request_id: "key" };
  const settings = { temperature: 0.5, top_p: 0.25, stop: ["x"] };
  const { begun } = await t.v1.read("StartChat", { ...request, settings });
  const reversed = Object.fromEntries(Object.entries(settings).reverse());
  const again = await t.v1.read("StartChat", { ...request, settings: reversed });
  assert.deepEqual(again.begun, begun);
  assert.equal(t.upstream.requests.length, 1);
});

Deno.test("a repeated call counts towards the limit on streams", async () => {
  await using t = await startGrpcTestV1({ ...manual, streamsPerUser: 1 });
  const { request, stream, exchange, chat_id, answer_id } = await startChat(t);
  const again = t.v1.open("StartChat", request);
  await said(again);
  const continued = { chat_id, answer_id, position: 0 };
  for (
    const refused of [
      await t.v1.read("StartChat", request),
      await t.v1.read("ContinueAnswer", continued),
    ]
  ) {
    assert.equal(refused.code, status.RESOURCE_EXHAUSTED);
    assert.deepEqual(refused.events, []);
  }
  await exchange.complete();
  assert.deepEqual((await again.end).texts, ["Once"]);
  assert.equal((await stream.end).code, status.OK);
});

Deno.test("cancelling ContinueAnswer() doesn't stop an answer that another call continued", async () => {
  await using t = await startGrpcTestV1(manual);
  const { stream, exchange, chat_id, answer_id } = await startChat(t);
  const joined = t.v1.open("ContinueAnswer", { chat_id, answer_id, position: 0 });
  await said(joined);
  joined.call.cancel();
  await joined.end;
  await exchange.text(" upon a time");
  await exchange.complete();
  const { texts, answers } = await stream.end;
  assert.deepEqual(texts, ["Once upon a time"]);
  assert.equal(answers[0]!.state, "ANSWER_STATE_COMPLETE");
});
