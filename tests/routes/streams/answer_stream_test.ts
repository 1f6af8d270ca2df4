import assert from "node:assert/strict";
import fc from "fast-check";
import { Hono } from "hono";
import { AppError } from "../../../domain/app_error.ts";
import { createAnswerStream } from "../../../routes/streams/answer_stream.ts";
import { EventStream } from "../../support/http/event_stream.ts";
import { GrowingAnswer } from "../../support/app/growing_answer.ts";
import { beginnings, variedMarkdown } from "../../support/browser/markdown_samples.ts";
import { renderStreamingMarkdown } from "../../support/browser/render_streaming_markdown.ts";
import { quietLog } from "../../support/app/test_app.ts";
import { localRendering } from "../../support/browser/local_rendering.ts";
import { sampleTexts } from "../../support/app/sample_texts.ts";

const EVENTS = "/chats/chat/answers/answer/events";
const LIVE = "/chats/chat/answers/answer/live";
const FINAL = "<hx-partial>the\nend</hx-partial>";

/** Routes with the streams of one answer, and how often its end was rendered. */
function routesOf(growing: GrowingAnswer) {
  const routes = new Hono();
  let ends = 0;
  const { events, live } = createAnswerStream({
    ...localRendering,
    app: growing.app,
    log: quietLog,
    userId: (c) => c.req.header("x-user") ?? "user",
    texts: () => sampleTexts,
    renderEnd: () => {
      ends++;
      return FINAL;
    },
    stylesheet: "/assets/parley.css",
  });
  routes.get("/chats/:chat/answers/:answer/events", events);
  routes.get("/chats/:chat/answers/:answer/live", live);
  routes.onError((error, c) => {
    return c.text(error instanceof AppError ? error.code : String(error), 404);
  });
  return { routes, ends: () => ends };
}

/** Adds the text in pieces, each after the one before has been shown. */
async function feedSlowly(growing: GrowingAnswer, stream: EventStream, texts: readonly string[]) {
  for (const text of texts) {
    growing.feed.append(text.slice(growing.feed.length));
    await stream.read(() => shows(stream, text));
  }
}

function shows(stream: EventStream, text: string): boolean {
  return String(stream.tree) === renderStreamingMarkdown(text);
}

/** Resolves when the condition holds, checked after everything that is due now. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}

Deno.test("events shows the answer as it grows, then its final form, then ends", async () => {
  const growing = new GrowingAnswer();
  const { routes } = routesOf(growing);
  const response = await routes.request(EVENTS);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("Content-Type"), "text/event-stream");
  assert.equal(response.headers.get("Cache-Control"), "no-store, no-transform");
  assert.equal(response.headers.get("X-Accel-Buffering"), "no");

  const stream = new EventStream(response);
  await feedSlowly(growing, stream, ["Hello", "Hello **wor", "Hello **world**\n\n- one\n- t"]);
  growing.end();
  assert.equal(await stream.read(), false);
  const [final, end] = stream.events.slice(-2);
  assert.deepEqual(final, { id: String(growing.feed.length), event: "", data: FINAL });
  assert.deepEqual(end, { id: "", event: "end", data: "" });
  assert.equal(growing.followers, 0);
});

Deno.test("events shows any text correctly, at every step", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(), { minLength: 4, maxLength: 8 }), async (cuts) => {
      const growing = new GrowingAnswer();
      const stream = new EventStream(await routesOf(growing).routes.request(EVENTS));
      for (const text of beginnings(variedMarkdown, cuts)) {
        growing.feed.append(text.slice(growing.feed.length));
        await stream.read(() => Number(stream.lastId) > text.length - 400);
        const shown = variedMarkdown.slice(0, Number(stream.lastId));
        assert.equal(String(stream.tree), renderStreamingMarkdown(shown));
      }
      await stream.cancel();
    }),
    // One cut splits a character.
    { numRuns: 10, examples: [[[variedMarkdown.indexOf("😀") + 1, 0, 0, 0]]] },
  );
});

Deno.test("events resumes from Last-Event-ID, or else from `position`, with only the new text", async () => {
  const growing = new GrowingAnswer();
  const { routes } = routesOf(growing);
  growing.feed.append(variedMarkdown);
  const first = new EventStream(await routes.request(EVENTS));
  await first.read(() => shows(first, variedMarkdown));
  for (const position of [1, 77, 500, 1000, variedMarkdown.length - 5]) {
    const html = renderStreamingMarkdown(variedMarkdown.slice(0, position));
    const rest = renderStreamingMarkdown(variedMarkdown).length - html.length;
    const resumed = [
      await routes.request(EVENTS, { headers: { "Last-Event-ID": String(position) } }),
      await routes.request(`${EVENTS}?position=${position}`),
      await routes.request(`${EVENTS}?position=3`, {
        headers: { "Last-Event-ID": String(position) },
      }),
    ];
    for (const response of resumed) {
      const stream = new EventStream(response, html);
      await stream.read(() => shows(stream, variedMarkdown));
      assert.ok(stream.events.length <= 2);
      assert.ok(stream.bytes < rest + 1200, `${stream.bytes} bytes for ${rest}`);
      await stream.cancel();
    }
  }
  assert.equal(growing.follows, 1);
  await first.cancel();
  await until(() => growing.followers === 0);
});

Deno.test("events waits for text that the page has and this process does not yet", async () => {
  const growing = new GrowingAnswer();
  const { routes } = routesOf(growing);
  growing.feed.append("Hello ");
  const html = renderStreamingMarkdown("Hello world");
  const stream = new EventStream(await routes.request(`${EVENTS}?position=11`), html);
  const reading = stream.read(() => stream.events.length > 0);
  await until(() => growing.followers === 1);
  growing.feed.append("world, how are you?");
  await reading;
  assert.ok(shows(stream, "Hello world, how are you?"), String(stream.tree));
  await stream.cancel();
});

Deno.test("events sends the final form at once when the answer has ended", async () => {
  const growing = new GrowingAnswer();
  growing.feed.append("All of it");
  growing.end();
  const stream = new EventStream(await routesOf(growing).routes.request(`${EVENTS}?position=3`));
  assert.equal(await stream.read(), false);
  assert.deepEqual(stream.events.map(({ data }) => data), [FINAL, ""]);
});

Deno.test("events follows an answer once, and renders its end once, for all viewers", async () => {
  const growing = new GrowingAnswer();
  const { routes, ends } = routesOf(growing);
  const streams = await Promise.all(
    Array.from({ length: 5 }, async () => new EventStream(await routes.request(EVENTS))),
  );
  const reading = Promise.all(
    streams.map((stream) => stream.read(() => shows(stream, "Hello you"))),
  );
  growing.feed.append("Hello you");
  await reading;
  assert.equal(growing.follows, 1);
  await streams[0]!.cancel();
  assert.equal(growing.followers, 1);
  growing.end();
  for (const stream of streams.slice(1)) assert.equal(await stream.read(), false);
  assert.equal(ends(), 1);
  assert.equal(growing.followers, 0);
});

Deno.test("events follows the answer again when the last reader leaves as the next one comes", async () => {
  const growing = new GrowingAnswer();
  const { routes } = routesOf(growing);
  growing.feed.append("Hello");
  let stream = new EventStream(await routes.request(EVENTS));
  for (let i = 1; i <= 3; i++) {
    await stream.read(() => shows(stream, "Hello"));
    assert.equal(growing.follows, i);
    const next = new EventStream(await routes.request(EVENTS));
    const cancelled = stream.cancel();
    stream = next;
    const reading = stream.read(() => shows(stream, "Hello"));
    assert.equal(await reading, true);
    await cancelled;
  }
  await stream.cancel();
  await until(() => growing.followers === 0);
});

Deno.test("events and live refuse missing and foreign answers like the app", async () => {
  const { routes } = routesOf(new GrowingAnswer());
  for (const path of [EVENTS, LIVE]) {
    const foreign = await routes.request(path, { headers: { "x-user": "other" } });
    const missing = await routes.request(path.replace("/answer/", "/nonesuch/"));
    for (const response of [foreign, missing]) {
      assert.equal(response.status, 404);
      assert.equal(await response.text(), "not_found");
    }
  }
});

Deno.test("events over a socket begins at once and frees everything when the reader hangs up", async () => {
  const growing = new GrowingAnswer();
  const { routes } = routesOf(growing);
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, routes.fetch);
  const url = `http://127.0.0.1:${server.addr.port}${EVENTS}`;
  const stream = new EventStream(await fetch(url));
  await until(() => growing.followers === 1);
  await feedSlowly(growing, stream, ["Hello", "Hello there, you"]);
  await stream.cancel();
  await until(() => growing.followers === 0);

  growing.feed.append(" all");
  const headers = { "Last-Event-ID": stream.lastId };
  const resumed = new EventStream(await fetch(url, { headers }), String(stream.tree));
  await resumed.read(() => resumed.events.length > 0);
  assert.deepEqual(resumed.events.map(({ data }) => data), ["1  all"]);
  growing.end();
  assert.equal(await resumed.read(), false);
});

Deno.test("events gives a stalled reader the newest version, without a queue", async () => {
  const growing = new GrowingAnswer();
  const { routes } = routesOf(growing);
  const stalled = new EventStream(await routes.request(EVENTS));
  const steady = new EventStream(await routes.request(EVENTS));
  growing.feed.append("One ");
  await stalled.read(() => shows(stalled, growing.feed.text));
  for (let i = 0; i < 20; i++) {
    growing.feed.append(`more words ${i} `);
    await steady.read(() => shows(steady, growing.feed.text));
  }
  const before = stalled.events.length;
  await stalled.read(() => shows(stalled, growing.feed.text));
  assert.ok(stalled.events.length <= before + 2, `${stalled.events.length - before} events`);
  await Promise.all([stalled.cancel(), steady.cancel()]);
});

Deno.test("live is a document that grows, reloads itself, and then shows the final form", async () => {
  const growing = new GrowingAnswer();
  const { routes } = routesOf(growing);
  const response = await routes.request(LIVE);
  assert.equal(response.headers.get("Content-Type"), "text/html; charset=utf-8");
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let html = "";
  for (
    const text of [
      "# Hello\n\nSome **te",
      "xt** here\n\n```js\nlet a",
      " = 1;\n",
      "let b = 2;\n```\n",
    ]
  ) {
    growing.feed.append(text);
    const last = text.trim().split(/\W/).findLast((word) => word)!;
    while (!html.includes(last)) html += (await reader.read()).value;
  }
  growing.end();
  for (let chunk; !(chunk = await reader.read()).done;) html += chunk.value;
  assert.match(html, /^<!DOCTYPE html>.*<link rel="stylesheet" href="\/assets\/parley.css">/);
  assert.match(html, /<meta http-equiv="refresh" content="0"><\/body><\/html>$/);
  const shown = html.replaceAll(
    /<div class="prose part[^>]*>((?!<\/div>).)*<\/div>(?=<div class="[^"]*again)/gs,
    "",
  );
  assert.match(shown, /<p>Some <strong>text<\/strong> here<\/p>/);
  assert.ok(!shown.includes("**te"));
  assert.match(
    shown,
    /<pre tabindex="0"><code>let a = 1;\nlet b = 2;\n<\/code><\/pre><\/figure><\/div>/,
  );

  const final = await (await routes.request(LIVE)).text();
  assert.match(final, /<span class="hljs-keyword">let<\/span>/);
  assert.match(final, /<a href="\/chats\/chat" target="_top">/);
  assert.ok(!final.includes("http-equiv"));
});

Deno.test("events and live end, so that their readers reconnect, when following fails", async () => {
  const growing = new GrowingAnswer();
  const failure = new Error("the database is away");
  const errors: unknown[] = [];
  const { events, live } = createAnswerStream({
    ...localRendering,
    app: {
      ...growing.app,
      async *followAnswer() {
        yield { text: "Hello", ended: null };
        throw failure;
      },
    },
    log: { ...quietLog, error: (_, error) => errors.push(error) },
    userId: () => "user",
    texts: () => sampleTexts,
    renderEnd: () => FINAL,
    stylesheet: "/parley.css",
  });
  const routes = new Hono();
  routes.get("/chats/:chat/answers/:answer/events", events);
  routes.get("/chats/:chat/answers/:answer/live", live);
  const stream = new EventStream(await routes.request(EVENTS));
  assert.equal(await stream.read(), false);
  assert.ok(stream.events.every(({ data }) => data !== FINAL));
  assert.match(await (await routes.request(LIVE)).text(), /http-equiv="refresh" content="2"/);
  assert.deepEqual(errors, [failure, failure]);
});
