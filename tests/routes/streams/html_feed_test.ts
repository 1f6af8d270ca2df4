import assert from "node:assert/strict";
import { HtmlFeed, htmlStream } from "../../../routes/streams/html_feed.ts";
import { toBytes } from "../../../routes/http/event_frame.ts";
import { GrowingAnswer } from "../../support/app/growing_answer.ts";
import { localRendering } from "../../support/browser/local_rendering.ts";

const key = { userId: "user", chatId: "chat", answerId: "answer" };

function feedOf(growing: GrowingAnswer): HtmlFeed {
  return new HtmlFeed({
    renderer: localRendering.renderer,
    follow: (signal) => growing.app.followAnswer({ ...key, signal }),
    renderEnd: () => Promise.resolve(toBytes("the end")),
  });
}

Deno.test("HtmlFeed.run() ends with its answer, even right after an update", async () => {
  const growing = new GrowingAnswer();
  const feed = feedOf(growing);
  const running = feed.run().then(() => "the end");
  const updated = new Promise<void>((resolve) => feed.enter(() => resolve()));
  growing.feed.append("Hello");
  await updated;
  const nextUpdate = new Promise((resolve) => setTimeout(resolve, 30, "the next update"));
  growing.feed.append(" there");
  growing.end();
  assert.equal(await Promise.race([running, nextUpdate]), "the end");
  assert.equal(feed.ended?.content, "Hello there");
  await nextUpdate;
});

Deno.test("htmlStream() leaves the feed when writing fails", async () => {
  const growing = new GrowingAnswer();
  const feed = feedOf(growing);
  const failure = new Error("cannot write");
  const bytes = toBytes("sent");
  const stream = htmlStream(() => feed, {
    begin: bytes,
    heartbeat: bytes,
    end: () => bytes,
    breakOff: () => bytes,
    isAtEnd: ({ isOver }) => isOver,
    write() {
      throw failure;
    },
  });
  const running = feed.run();
  growing.feed.append("Hello");
  const reader = stream.getReader();
  await reader.read();
  await assert.rejects(reader.read(), failure);
  assert.ok(feed.isOver);
  await running;
  assert.equal(growing.followers, 0);
});
