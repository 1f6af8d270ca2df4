import assert from "node:assert/strict";
import { AnswerBroadcast } from "../../routes/answer_broadcast.ts";
import { broadcastStream, eventWriter } from "../../routes/broadcast_stream.ts";
import { toBytes } from "../../routes/event_frame.ts";
import { MarkdownStream } from "../../views/markdown_stream.ts";
import { GrowingAnswer } from "../support/growing_answer.ts";
import { sampleTexts } from "../support/sample_texts.ts";

const key = { userId: "user", chatId: "chat", answerId: "answer" };

function broadcastOf(growing: GrowingAnswer): AnswerBroadcast {
  return new AnswerBroadcast({
    follow: (signal) => growing.app.followAnswer({ ...key, signal }),
    renderEnd: () => Promise.resolve(toBytes("the end")),
  });
}

Deno.test("AnswerBroadcast.run() throws what goes wrong when text has waited long", async () => {
  const growing = new GrowingAnswer();
  const broadcast = broadcastOf(growing);
  const failure = new Error("cannot render");
  const { render } = MarkdownStream.prototype;
  let renderings = 0;
  // The second takes so many bytes that it has to wait, and the third is made when it has waited long.
  MarkdownStream.prototype.render = function (text) {
    if (++renderings === 3) throw failure;
    return { ...render.call(this, text), open: String(renderings).repeat(5000) };
  };
  try {
    const running = broadcast.run();
    growing.feed.append("Hello");
    await broadcast.changed;
    growing.feed.append(" there");
    await assert.rejects(running, failure);
  } finally {
    MarkdownStream.prototype.render = render;
  }
  assert.equal(renderings, 3);
  assert.ok(broadcast.isOver);
  assert.equal(growing.followers, 0);
});

Deno.test("AnswerBroadcast.run() ends with its answer, however soon after the last update", async () => {
  const growing = new GrowingAnswer();
  const broadcast = broadcastOf(growing);
  const running = broadcast.run().then(() => "the end");
  growing.feed.append("Hello");
  await broadcast.changed;
  const nextUpdate = new Promise((resolve) => setTimeout(resolve, 30, "the next update"));
  growing.feed.append(" there");
  growing.end();
  assert.equal(await Promise.race([running, nextUpdate]), "the end");
  assert.equal(broadcast.ended?.content, "Hello there");
  await nextUpdate;
});

Deno.test("broadcastStream() leaves the broadcast when its part can't be written", async () => {
  const growing = new GrowingAnswer();
  const broadcast = broadcastOf(growing);
  const failure = new Error("cannot write");
  const write = () => {
    throw failure;
  };
  const stream = broadcastStream(() => broadcast, { ...eventWriter(0, sampleTexts), write });
  const running = broadcast.run();
  growing.feed.append("Hello");
  const reader = stream.getReader();
  await reader.read();
  await assert.rejects(reader.read(), failure);
  assert.ok(broadcast.isOver);
  await running;
  assert.equal(growing.followers, 0);
});
