import assert from "node:assert/strict";
import fc from "fast-check";
import { AnswerFeed, type AnswerSnapshot } from "../../../domain/answers/feed.ts";
import { textSince } from "../../../domain/answers/growing_string.ts";
import { wholeCharacters } from "../../../domain/characters.ts";
import { sampleAnswer } from "../../support/app/sample_messages.ts";

async function collect(snapshots: AsyncIterable<AnswerSnapshot>): Promise<AnswerSnapshot[]> {
  const collected = [];
  for await (const snapshot of snapshots) collected.push(snapshot);
  return collected;
}

Deno.test("AnswerFeed.follow() gives every follower the same text, however it comes in pieces", async () => {
  const pieces = fc.array(fc.string({ unit: "binary", maxLength: 5 }));
  await fc.assert(fc.asyncProperty(pieces, async (pieces) => {
    const feed = new AnswerFeed();
    const text = pieces.join("");
    const early = collect(feed.follow());
    for (const piece of pieces) {
      for (const half of piece.split("")) feed.append(half);
      await Promise.resolve();
    }
    const answer = sampleAnswer({ id: "a", content: text });
    feed.end(answer);
    for (const snapshots of [await early, await collect(feed.follow())]) {
      for (const snapshot of snapshots) {
        assert.ok(text.startsWith(snapshot.text));
        assert.equal(snapshot.text, wholeCharacters(snapshot.text));
      }
      assert.deepEqual(snapshots.at(-1), { text, ended: answer });
    }
  }));
});

Deno.test("textSince() is the text after any position, however long the text is", async () => {
  const pieces = fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 12 });
  await fc.assert(fc.asyncProperty(pieces, fc.nat(), async (lengths, cut) => {
    const feed = new AnswerFeed("before");
    let count = 0;
    for (const length of lengths) feed.append(String(count++ % 10).repeat(length));
    const { value } = await feed.follow()[Symbol.asyncIterator]().next();
    const snapshot = value as AnswerSnapshot;
    assert.equal(snapshot.text.length, feed.length);
    const position = cut % (snapshot.text.length + 1);
    assert.equal(textSince(snapshot, position), snapshot.text.slice(position));
  }));
});

Deno.test("AnswerFeed.follow() skips snapshots for a slow reader instead of queueing them", async () => {
  const feed = new AnswerFeed();
  const reader = feed.follow()[Symbol.asyncIterator]();
  feed.append("a");
  assert.equal((await reader.next()).value?.text, "a");
  for (let i = 0; i < 1000; i++) feed.append("b");
  assert.equal((await reader.next()).value?.text.length, 1001);
});

Deno.test("AnswerFeed.follow() ends when its signal aborts while it waits", async () => {
  const feed = new AnswerFeed();
  const abort = new AbortController();
  const snapshots = collect(feed.follow(abort.signal));
  abort.abort();
  assert.deepEqual(await snapshots, []);
});

Deno.test("AnswerFeed.text holds back half a surrogate pair", () => {
  const feed = new AnswerFeed();
  feed.append("smile \u{1F600}".slice(0, -1));
  assert.equal(feed.text, "smile ");
  feed.append("\u{1F600}".slice(1));
  assert.equal(feed.text, "smile \u{1F600}");
});
