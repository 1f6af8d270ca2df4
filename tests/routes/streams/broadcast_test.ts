import assert from "node:assert/strict";
import { AnswerBroadcast, broadcastStream } from "../../../routes/streams/broadcast.ts";
import { toBytes } from "../../../routes/http/event_frame.ts";
import { GrowingAnswer } from "../../support/app/growing_answer.ts";
import { localRendering } from "../../support/browser/local_rendering.ts";

const key = { userId: "user", chatId: "chat", answerId: "answer" };

function broadcastOf(growing: GrowingAnswer): AnswerBroadcast {
  return new AnswerBroadcast({
    renderer: localRendering.renderer,
    follow: (signal) => growing.app.followAnswer({ ...key, signal }),
    renderEnd: () => Promise.resolve(toBytes("the end")),
  });
}

Deno.test("AnswerBroadcast.run() ends with its answer, even right after an update", async () => {
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

Deno.test("broadcastStream() leaves the broadcast when writing fails", async () => {
  const growing = new GrowingAnswer();
  const broadcast = broadcastOf(growing);
  const failure = new Error("cannot write");
  const bytes = toBytes("sent");
  const stream = broadcastStream(() => broadcast, {
    ...{ begin: bytes, heartbeat: bytes, end: () => bytes, breakOff: () => bytes },
    isAtEnd: ({ isOver }) => isOver,
    write() {
      throw failure;
    },
  });
  const running = broadcast.run();
  growing.feed.append("Hello");
  const reader = stream.getReader();
  await reader.read();
  await assert.rejects(reader.read(), failure);
  assert.ok(broadcast.isOver);
  await running;
  assert.equal(growing.followers, 0);
});
