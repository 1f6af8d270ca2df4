import assert from "node:assert/strict";
import { Hono } from "hono";
import { AppError } from "../../../domain/app_error.ts";
import { createAnswerStream } from "../../../routes/streams/answer_stream.ts";
import { StreamLimit } from "../../../domain/answers/stream_limit.ts";
import { paths } from "../../../views/paths.ts";
import { EventStream } from "../../support/http/event_stream.ts";
import { GrowingAnswer } from "../../support/app/growing_answer.ts";
import { quietLog } from "../../support/app/test_app.ts";
import { startTestSite } from "../test_site.ts";
import { localRendering } from "../../support/browser/local_rendering.ts";
import { sampleTexts } from "../../support/app/sample_texts.ts";

const EVENTS = "/chats/chat/answers/answer/events";
const LIVE = "/chats/chat/answers/answer/live";

/** A limit whose clock a test sets, and the streams of one answer with it. */
function limitedRoutes(perUser: number) {
  const clock = { now: 0 };
  const limit = new StreamLimit(perUser, () => clock.now);
  const growing = new GrowingAnswer();
  const { events, live } = createAnswerStream({
    ...localRendering,
    app: growing.app,
    log: quietLog,
    userId: () => "user",
    texts: () => sampleTexts,
    renderEnd: () => "the end",
    stylesheet: "/assets/parley.css",
    limit,
  });
  const routes = new Hono();
  routes.get("/chats/:chat/answers/:answer/events", events);
  routes.get("/chats/:chat/answers/:answer/live", live);
  routes.onError((error, c) => c.text(error instanceof AppError ? error.code : "?", 500));
  return { clock, limit, growing, routes };
}

/** Opens an answer's events and reads until the stream counts. */
async function open(routes: Hono, path = EVENTS): Promise<EventStream> {
  const stream = new EventStream(await routes.request(path));
  await stream.read(() => stream.lastId !== "");
  return stream;
}

Deno.test("StreamLimit.admit() refuses streams above the limit while all are young", () => {
  let now = 0;
  const limit = new StreamLimit(2, () => now);
  limit.admit("one");
  limit.enter("one", () => {});
  now = 4_000;
  limit.enter("one", () => {});
  const details = { retryAfterSeconds: 6 };
  assert.throws(() => limit.admit("one"), { code: "rate_limited", details });
  limit.admit("another");
  now = 10_000;
  limit.admit("one");
});

Deno.test("StreamLimit.enter() closes the oldest streams, and only as many as exceed the limit", () => {
  const limit = new StreamLimit(2);
  const closed: number[] = [];
  const leave = [1, 2, 3, 4].map((number) => limit.enter("user", () => closed.push(number)));
  assert.deepEqual(closed, [1, 2]);
  assert.equal(limit.size, 2);
  leave[2]!();
  limit.enter("user", () => {});
  assert.deepEqual(closed, [1, 2]);
  for (const end of leave) end();
  assert.equal(limit.size, 1);
});

Deno.test("events is closed for a newer stream, and can be resumed", async () => {
  const { clock, limit, growing, routes } = limitedRoutes(1);
  growing.feed.append("Hello");
  const first = await open(routes);
  clock.now = 10_000;
  const second = await open(routes);
  assert.equal(await first.read(), false);
  assert.notEqual(first.events.at(-1)?.event, "end");
  clock.now = 20_000;
  growing.feed.append(" there");
  const resumed = new EventStream(
    await routes.request(EVENTS, { headers: { "Last-Event-ID": first.lastId } }),
    String(first.tree),
  );
  await resumed.read(() => resumed.lastId === "11");
  assert.equal(resumed.tree.text, "Hello there");
  assert.equal(await second.read(), false);
  assert.equal(limit.size, 1);
  await resumed.cancel();
  assert.equal(limit.size, 0);
  assert.equal(growing.followers, 0);
});

Deno.test("live that is closed for a newer stream reloads itself", async () => {
  const { clock, growing, routes } = limitedRoutes(1);
  growing.feed.append("Hello");
  const response = await routes.request(LIVE);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let document = "";
  while (!document.includes("Hello")) document += (await reader.read()).value;
  clock.now = 10_000;
  const stream = await open(routes);
  for (let read; !(read = await reader.read()).done;) document += read.value;
  assert.match(document, /<meta http-equiv="refresh" content="2"><\/body><\/html>$/);
  await stream.cancel();
});

Deno.test("events replaces a stream whose reader has stopped reading", async () => {
  const { clock, limit, growing, routes } = limitedRoutes(1);
  growing.feed.append("Hello");
  const stuck = (await routes.request(EVENTS)).body!.getReader();
  while (limit.size === 0) await stuck.read();
  clock.now = 10_000;
  growing.feed.append(" there");
  const stream = await open(routes);
  assert.equal(limit.size, 1);
  growing.end();
  assert.equal(await stream.read(), false);
  assert.equal(limit.size, 0);
  assert.equal(growing.followers, 0);
});

Deno.test("events that are never read, as after HEAD, don't count", async () => {
  const { limit, growing, routes } = limitedRoutes(1);
  for (let i = 0; i < 5; i++) {
    const response = await routes.request(EVENTS, { method: "HEAD" });
    assert.equal(response.status, 200);
  }
  assert.equal(limit.size, 0);
  assert.equal(growing.followers, 0);
});

Deno.test("events opened and closed hundreds of times leave nothing behind", async () => {
  const { limit, growing, routes } = limitedRoutes(8);
  growing.feed.append("Hello");
  for (let round = 0; round < 50; round++) {
    const paths = Array.from({ length: 8 }, (_, index) => index % 2 ? LIVE : EVENTS);
    const readers = await Promise.all(
      paths.map(async (path) => (await routes.request(path)).body!.getReader()),
    );
    // Some hang up before anything is sent, some after the first bytes, some while they wait.
    await Promise.all(readers.map(async (reader, index) => {
      for (let i = 0; i < index % 3; i++) await reader.read();
      await reader.cancel();
    }));
    assert.equal(limit.size, 0);
  }
  while (growing.followers > 0) await new Promise((resolve) => setTimeout(resolve, 1));
});

Deno.test("GET …/events answers 429 with Retry-After when a user opens too many streams at once", async () => {
  await using site = await startTestSite({
    upstream: { reply: "manual" },
    streamsPerUser: 1,
  });
  const { visitor, user } = await site.signUp();
  const { chatId, answers } = await site.app.startChat({ userId: user.id, message: "Hello" });
  const exchange = await site.upstream.next();
  await exchange.text("Hello");
  const path = paths.answerEvents(chatId, answers[0]!.id);
  const stream = new EventStream(await visitor.get(path));
  await stream.read(() => stream.lastId !== "");
  const refused = await visitor.get(path, { htmx: true });
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers.get("Retry-After")) >= 1);
  assert.equal(refused.headers.get("Content-Type"), "text/event-stream");
  assert.match(await refused.text(), /Cannot follow more than 1 answers? at a time/);
  await stream.cancel();
  const admitted = await visitor.get(path);
  assert.equal(admitted.status, 200);
  await admitted.body!.cancel();
});

Deno.test("GET …/live retries by itself when a user opens too many streams at once", async () => {
  await using site = await startTestSite({
    upstream: { reply: "manual" },
    streamsPerUser: 1,
  });
  const { visitor, user } = await site.signUp();
  const { chatId, answers } = await site.app.startChat({ userId: user.id, message: "Hello" });
  await (await site.upstream.next()).text("Hello");
  const stream = new EventStream(await visitor.get(paths.answerEvents(chatId, answers[0]!.id)));
  await stream.read(() => stream.lastId !== "");
  const live = paths.answerLive(chatId, answers[0]!.id);
  const refused = await visitor.get(live);
  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get("Refresh"), "5");
  const html = await refused.text();
  assert.match(html, new RegExp(`href="${live}">Try again<`));
  assert.match(html, /href="\/" target="_top">Back to Parley</);
  await stream.cancel();
});
