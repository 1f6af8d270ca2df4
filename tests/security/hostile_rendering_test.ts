import assert from "node:assert/strict";
import { paths } from "../../views/paths.ts";
import { sqliteDatabase } from "../support/databases/databases.ts";
import type { FakeExchange } from "../support/upstream/fake_openai.ts";
import { PageClient, type PageTurn } from "../support/browser/page_client.ts";
import { startParleySite } from "../support/browser/parley_site.ts";
import { hostileTexts } from "./hostile_texts.ts";

const texts = hostileTexts(30_000);

/** In how many parts the model sends a text. */
const PARTS = 6;

/** How many texts are requested at the same time. */
const AT_ONCE = 4;

/**
 * Longest response time, in milliseconds, even on a busy machine. A single rendering on the event
 * loop took as long on an idle one.
 */
const LONGEST_PAUSE = 5000;

/** Answers with the text that the question names. */
async function recite(exchange: FakeExchange): Promise<void> {
  const text = texts[exchange.request.body.messages.at(-1)!.content] ?? "";
  const length = Math.ceil(text.length / PARTS);
  for (let from = 0; from < text.length; from += length) {
    await exchange.text(text.slice(from, from + length));
  }
  await exchange.complete();
}

/** Requests /healthz again and again. @returns the longest response time. */
function probe(origin: string) {
  let isOver = false;
  const longest = (async () => {
    let longest = 0;
    while (!isOver) {
      const start = performance.now();
      await (await fetch(`${origin}/healthz`)).body?.cancel();
      longest = Math.max(longest, performance.now() - start);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return longest;
  })();
  return () => {
    isOver = true;
    return longest;
  };
}

/** Follows an answer to its end, with and without scripts, then opens its chat twice. */
async function visit(page: PageClient, name: string, turn: PageTurn): Promise<void> {
  const text = texts[name]!;
  const { chatId, answerId } = turn;
  const most = 2_100_000 + 5 * text.length;
  const [events, live] = await Promise.all([
    page.get(paths.answerEvents(chatId, answerId, 0)),
    page.get(paths.answerLive(chatId, answerId)),
  ]);
  assert.match(events, /event:end\ndata:\n\n$/, name);
  assert.ok(events.length <= most + 40 * text.length, `${name}: ${events.length} of events`);
  assert.match(live, /<\/body><\/html>$/, name);
  assert.ok(live.length <= 3 * most, `${name}: ${live.length} without scripts`);
  const first = await page.get(paths.chat(chatId));
  assert.ok(first.length <= most, `${name}: ${first.length} of a page`);
  assert.equal(proseOf(await page.get(paths.chat(chatId))), proseOf(first));
}

function proseOf(html: string): string {
  return /<div id="answer-.*?<footer/s.exec(html)![0];
}

Deno.test("hostile texts are streamed and shown within limits, and don't block the server", async () => {
  await using site = await startParleySite(await sqliteDatabase(), { reply: recite });
  const parley = await site.start();
  const origin = await parley.origin();
  const page = await PageClient.signUp(origin);
  const end = probe(origin);
  const names = Object.keys(texts);
  const visitNext = async () => {
    for (let name; (name = names.pop());) await visit(page, name, await page.startChat(name));
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, visitNext));
  } finally {
    const longest = await end();
    assert.ok(longest < LONGEST_PAUSE, `${longest} ms`);
  }
  parley.signal("SIGTERM");
  const { code, stdout, stderr } = await parley.ended();
  assert.equal(code, 0);
  assert.doesNotMatch(stdout + stderr, /"level":"error"|Cannot render/);
});
