import { status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { startGrpcTestV1 } from "../support/grpc_v1_test_server.ts";

Deno.test("StartChat() tells ids, text and end", async () => {
  await using t = await startGrpcTestV1();
  const { code, events, begun, texts, answers } = await t.v1.read("StartChat", {
    message: "Good day",
  });
  assert.equal(code, status.OK);
  assert.equal(events[0]!.event, "begun");
  assert.equal(events.at(-1)!.event, "ended");
  assert.deepEqual(texts, ["You said: Good day"]);
  const [answer] = answers;
  assert.equal(answer!.state, "ANSWER_STATE_COMPLETE");
  assert.equal(answer!.finish_reason, "FINISH_REASON_STOP");
  assert.equal(answer!.position, String("You said: Good day".length));
  assert.equal(answer!.model, "fake-model");
  const { chat_id, question_id, answer_ids: [answer_id] } = begun!;
  const { chat } = await t.v1.ask("GetChat", { chat_id });
  assert.equal(chat!.title, "Good day");
  assert.equal(chat!.active_leaf_id, answer_id);
  const { messages } = await t.v1.ask("ListMessages", { chat_id });
  assert.deepEqual(messages.map(({ id }) => id), [answer_id, question_id]);
});
