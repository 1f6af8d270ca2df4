import assert from "node:assert/strict";
import fc from "fast-check";
import { AnswerFeed } from "../../../domain/answers/feed.ts";
import type { Answer } from "../../../domain/chats/message.ts";
import {
  createTurnFollowUseCases,
  type FollowedAnswer,
  type TurnEvent,
} from "../../../domain/answers/turn_follow.ts";

/** Answers by their ids, which a test makes grow. */
class Feeds {
  readonly #feeds = new Map<string, AnswerFeed>();

  of(answerId: string): AnswerFeed {
    const feed = this.#feeds.get(answerId) ?? new AnswerFeed();
    this.#feeds.set(answerId, feed);
    return feed;
  }

  end(answerId: string, ended: Partial<Answer> = {}): void {
    this.of(answerId).end(
      { id: answerId, state: "complete", content: this.of(answerId).text, ...ended } as Answer,
    );
  }

  readonly app = createTurnFollowUseCases(({ answerId }) =>
    Promise.resolve({
      feed: this.of(answerId),
      [Symbol.dispose]: () => void this.left.push(answerId),
    })
  );

  /** Answers whose followers have left. */
  readonly left: string[] = [];

  follow(answers: readonly FollowedAnswer[], signal?: AbortSignal) {
    return this.app.followTurn({ userId: "user", chatId: "chat", answers, signal });
  }
}

async function collect(batches: AsyncIterable<readonly TurnEvent[]>): Promise<TurnEvent[]> {
  return (await Array.fromAsync(batches)).flat();
}

function textOf(events: readonly TurnEvent[], index = 0): string {
  return events.map((event) => event.kind === "delta" && event.index === index ? event.text : "")
    .join("");
}

Deno.test("followTurn() yields each piece once, from any position and however the text comes", async () => {
  const pieces = fc.array(fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }), {
    minLength: 1,
    maxLength: 20,
  });
  await fc.assert(fc.asyncProperty(pieces, fc.nat(), async (pieces, cut) => {
    const text = pieces.join("");
    const places = [...text].reduce((ends, unit) => [...ends, ends.at(-1)! + unit.length], [0]);
    const position = places[cut % places.length]!;
    const feeds = new Feeds();
    const events = collect(feeds.follow([{ answerId: "a", position }]));
    for (const piece of pieces) {
      feeds.of("a").append(piece);
      await Promise.resolve();
    }
    feeds.end("a");
    const read = await events;
    assert.equal(textOf(read), text.slice(position));
    assert.equal(read.at(-1)!.kind, "ended");
    let end = position;
    for (const event of read) {
      if (event.kind !== "delta") continue;
      end += event.text.length;
      assert.equal(event.position, end);
    }
  }));
});

Deno.test("followTurn() tells the answers of a turn apart, and ends after the last one", async () => {
  const feeds = new Feeds();
  const events = collect(feeds.follow([{ answerId: "a" }, { answerId: "b", position: 2 }]));
  feeds.of("a").append("one");
  feeds.of("b").append("2: two");
  await Promise.resolve();
  feeds.end("b");
  // The follower finds nothing new of either before there is more.
  await new Promise((resolve) => setTimeout(resolve));
  feeds.of("a").append(" more");
  feeds.end("a");
  const read = await events;
  assert.equal(textOf(read, 0), "one more");
  assert.equal(textOf(read, 1), " two");
  const ends = read.filter((event) => event.kind === "ended").map(({ index }) => index);
  assert.deepEqual(ends.toSorted(), [0, 1]);
});

Deno.test("followTurn() stops following on its signal, and when its reader leaves", async () => {
  const feeds = new Feeds();
  const controller = new AbortController();
  const answers = [{ answerId: "a" }, { answerId: "b" }];
  const events = collect(feeds.follow(answers, controller.signal));
  feeds.of("a").append("text");
  controller.abort();
  assert.ok((await events).every(({ kind }) => kind === "delta"));
  for await (const [event] of feeds.follow(answers)) {
    assert.equal(event!.kind, "delta");
    break;
  }
  assert.deepEqual(feeds.left.toSorted(), ["a", "a", "b", "b"]);
});

Deno.test("followTurn() yields what is ready together at once, at its reader's pace", async () => {
  const feeds = new Feeds();
  const answers = ["a", "b", "c"].map((answerId) => ({ answerId }));
  const batches = feeds.follow(answers)[Symbol.asyncIterator]();
  feeds.of("b").append("early");
  assert.deepEqual((await batches.next()).value, [
    { kind: "delta", index: 1, text: "early", position: 5 },
  ]);
  const next = batches.next();
  for (const id of ["a", "c"]) feeds.of(id).append("text");
  assert.deepEqual((await next).value.map(({ index }: TurnEvent) => index), [0, 2]);
  for (let i = 0; i < 1_000; i++) for (const id of ["a", "b"]) feeds.of(id).append("x");
  feeds.end("b");
  const slow: readonly TurnEvent[] = (await batches.next()).value;
  assert.deepEqual(slow.map(({ kind, index }) => [kind, index]), [
    ["delta", 0],
    ["delta", 1],
    ["ended", 1],
  ]);
  assert.equal(textOf(slow, 0), "x".repeat(1_000));
  await batches.return?.();
});

Deno.test("followTurn() has no events for answers whose end the follower has", async () => {
  const feeds = new Feeds();
  for (const id of ["a", "b"]) feeds.of(id).append(id);
  feeds.end("b");
  const events = await collect(
    feeds.follow([{ answerId: "a", position: "end" }, { answerId: "b" }]),
  );
  assert.deepEqual(events.map(({ kind, index }) => [kind, index]), [["delta", 1], ["ended", 1]]);
});

Deno.test("followTurn() ends with the last text when its answers can't be followed any more", async () => {
  const feeds = new Feeds();
  const events = collect(feeds.follow([{ answerId: "a" }]));
  await Promise.resolve();
  feeds.of("a").append("last");
  feeds.of("a").close();
  assert.deepEqual((await events).map(({ kind }) => kind), ["delta"]);
});

Deno.test("followTurn() refuses positions outside an answer or inside a character", async () => {
  const feeds = new Feeds();
  feeds.of("a").append("a😀");
  feeds.end("a");
  await assert.rejects(collect(feeds.follow([{ answerId: "a", position: 4 }])), {
    code: "invalid_argument",
    details: { fields: { position: "Cannot follow answer from 4: it ends at 3" } },
  });
  await assert.rejects(collect(feeds.follow([{ answerId: "a", position: 2 }])), {
    code: "invalid_argument",
    message: "Cannot follow answer from 2: that is in the middle of a character",
  });
  const [end, ...rest] = await collect(feeds.follow([{ answerId: "a", position: 3 }]));
  assert.equal(end!.kind, "ended");
  assert.deepEqual(rest, []);
});

Deno.test("followTurn() yields the end of an interrupted answer that lost text read before", async () => {
  const feeds = new Feeds();
  feeds.of("a").append("kept");
  feeds.end("a", { state: "interrupted" });
  const events = await collect(feeds.follow([{ answerId: "a", position: 9 }]));
  assert.deepEqual(events.map(({ kind }) => kind), ["ended"]);
});
