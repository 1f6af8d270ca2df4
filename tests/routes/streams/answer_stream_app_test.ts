import assert from "node:assert/strict";
import { Hono } from "hono";
import type { App } from "../../../domain/app.ts";
import { createAnswerStream } from "../../../routes/streams/answer_stream.ts";
import { paths } from "../../../views/paths.ts";
import { sqliteDatabase } from "../../support/databases/databases.ts";
import { EventStream } from "../../support/http/event_stream.ts";
import { renderStreamingMarkdown } from "../../support/browser/render_streaming_markdown.ts";
import { quietLog, startTestApp } from "../../support/app/test_app.ts";
import { localRendering } from "../../support/browser/local_rendering.ts";
import { sampleTexts } from "../../support/app/sample_texts.ts";

const userId = "user";

function routesOf(app: App): Hono {
  const { events, live } = createAnswerStream({
    ...localRendering,
    app,
    log: quietLog,
    userId: (c) => c.req.header("x-user") ?? userId,
    texts: () => sampleTexts,
    renderEnd: ({ content, state }) => `<p>${state}: ${content}</p>`,
    stylesheet: "/parley.css",
  });
  const routes = new Hono();
  routes.get("/chats/:chat/answers/:answer/events", events);
  routes.get("/chats/:chat/answers/:answer/live", live);
  return routes;
}

function shows(stream: EventStream, text: string): () => boolean {
  return () => String(stream.tree) === renderStreamingMarkdown(text);
}

Deno.test("events shows a real answer to two readers, one of whom reconnects to another process", async () => {
  await using database = await sqliteDatabase();
  await using owner = await startTestApp({ database, upstream: { reply: "manual" } });
  await using other = await startTestApp({ database });
  const { chatId, answers } = await owner.app.startChat({ userId, message: "Say hello" });
  const url = paths.answerEvents(chatId, answers[0]!.id);
  const exchange = await owner.upstream.next();

  const routes = routesOf(owner.app);
  const steady = new EventStream(await routes.request(url));
  const moving = new EventStream(await routes.request(url));
  await exchange.text("Hello *wor");
  await Promise.all([
    steady.read(shows(steady, "Hello *wor")),
    moving.read(shows(moving, "Hello *wor")),
  ]);
  await moving.cancel();
  await exchange.text("ld* and you");

  const headers = { "Last-Event-ID": moving.lastId };
  const back = await routesOf(other.app).request(url, { headers });
  const moved = new EventStream(back, String(moving.tree));
  await moved.read(shows(moved, "Hello *world* and you"));
  await exchange.complete();
  for (const stream of [steady, moved]) {
    assert.equal(await stream.read(), false);
    const data = "<p>complete: Hello *world* and you</p>";
    assert.deepEqual(stream.events.slice(-2).map(({ data }) => data), [data, ""]);
  }
});

Deno.test("events refuses other users' answers", async () => {
  await using t = await startTestApp();
  const { chatId, answers } = await t.app.startChat({ userId, message: "Say hello" });
  const routes = routesOf(t.app);
  routes.onError((error, c) => c.text(String(error), 404));
  for (const path of [paths.answerEvents, paths.answerLive]) {
    const request = { headers: { "x-user": "somebody-else" } };
    const response = await routes.request(path(chatId, answers[0]!.id), request);
    assert.equal(response.status, 404);
  }
});

Deno.test("events ends with the text so far when the server stops", async () => {
  await using t = await startTestApp({ upstream: { reply: "manual" } });
  const { chatId, answers } = await t.app.startChat({ userId, message: "Say hello" });
  const stream = new EventStream(
    await routesOf(t.app).request(paths.answerEvents(chatId, answers[0]!.id)),
  );
  await (await t.upstream.next()).text("Hello");
  await stream.read(shows(stream, "Hello"));
  await t.app.shutdown(0);
  assert.equal(await stream.read(), false);
  assert.equal(stream.events.at(-2)?.data, "<p>interrupted: Hello</p>");
});
