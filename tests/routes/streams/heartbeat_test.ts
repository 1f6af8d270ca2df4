import assert from "node:assert/strict";
import { Hono } from "hono";
import { createAnswerStream } from "../../../routes/streams/answer_stream.ts";
import { GrowingAnswer } from "../../support/app/growing_answer.ts";
import { quietLog } from "../../support/app/test_app.ts";
import { localRendering } from "../../support/browser/local_rendering.ts";
import { sampleTexts } from "../../support/app/sample_texts.ts";

/** Makes intervals a thousand times as fast, until disposed. */
function fastIntervals(): Disposable & { readonly asked: ReadonlySet<number> } {
  const { setInterval } = globalThis;
  const asked = new Set<number>();
  globalThis.setInterval = ((callback: () => void, ms: number) => {
    asked.add(ms);
    return setInterval(callback, ms / 1000);
  }) as typeof setInterval;
  return { asked, [Symbol.dispose]: () => void (globalThis.setInterval = setInterval) };
}

/** The streams of a silent answer. */
function silentRoutes(growing: GrowingAnswer) {
  const { events, live } = createAnswerStream({
    ...localRendering,
    app: growing.app,
    log: quietLog,
    userId: () => "user",
    texts: () => sampleTexts,
    renderEnd: () => "the end",
    stylesheet: "/assets/parley.css",
  });
  const routes = new Hono();
  routes.get("/chats/:chat/answers/:answer/events", events);
  routes.get("/chats/:chat/answers/:answer/live", live);
  return routes;
}

for (const [kind, sign] of [["events", ":\n\n"], ["live", "<!-- -->"]] as const) {
  Deno.test(`${kind} of a silent answer sends a heartbeat every 15 s`, async () => {
    using intervals = fastIntervals();
    const growing = new GrowingAnswer();
    const response = await silentRoutes(growing).request(`/chats/chat/answers/answer/${kind}`);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    await reader.read();
    for (let i = 0; i < 3; i++) assert.deepEqual(await reader.read(), { done: false, value: sign });
    assert.deepEqual([...intervals.asked], [15_000]);
    await reader.cancel();
    while (growing.followers > 0) await new Promise((resolve) => setTimeout(resolve, 1));
  });
}
