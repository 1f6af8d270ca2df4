import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { databases } from "../support/databases/databases.ts";
import { PageClient, type PageTurn, Refused } from "../support/browser/page_client.ts";
import { runParleyPair } from "../support/browser/parley_pair.ts";
import { startParleySite } from "../support/browser/parley_site.ts";
import { recitalQuestion, recitalText } from "../support/upstream/reciter.ts";
import { ownerOf, storedAnswer } from "../support/databases/stored_messages.ts";
import { SERVICE_TOKEN } from "../support/app/test_app.ts";
import { streamingAnswer } from "../support/app/streaming_answer.ts";
import { type FollowedOnPage, followOnPage } from "../support/app/followed_answer.ts";
import { within } from "../support/suite/within.ts";

/**
 * Most milliseconds that text takes through another process; twice the promised time, for busy
 * machines.
 */
const LAG_LIMIT = 2_000;

/** Milliseconds within which an answer must end after its process was killed. */
const RECOVERY_LIMIT = 20_000;

/** Text shown for this many milliseconds must survive its process. */
const STORED_WITHIN = 1_000;

for (const kind of databases()) {
  const { name, ignore, open } = kind;
  const pair = runParleyPair(kind, { delay: 20 });

  Deno.test({
    name: `${name}: an answer begun in one process is followed live through another`,
    ignore,
    async fn(t) {
      const { reciter, signUp } = pair();
      const [page, there] = await signUp();
      const question = recitalQuestion("follow", 250);
      const turn = await page.startChat(question);
      const followed = await followOnPage(there, turn);
      assert.equal((await followed.over).isEnd, true);
      assert.match(followed.text(), /^follow-1 follow-2 /);
      const lags = lagsOf(followed, reciter.of(question)[0]!.said);
      await t.step(`with a lag of ${summary(lags)}`, () => {
        assert.ok(followed.shown.length > 5, "comes in many pieces");
        assert.ok(Math.max(...lags) < LAG_LIMIT);
      });
    },
  });

  Deno.test({
    name: `${name}: a page that alternates between processes misses nothing`,
    ignore,
    async fn() {
      const { site, signUp } = pair();
      await using third = await site.start();
      const [page, there] = await signUp();
      const pages = [page, there, page.at(await third.origin())];
      const question = recitalQuestion("hop", 200);
      const turn = await page.startChat(question);
      let followed = await followOnPage(page, turn);
      for (let hop = 1; hop <= 8; hop++) {
        await followed.reached(150 * hop);
        await followed.leave();
        await followed.over;
        // One of the processes is killed halfway.
        if (hop === 4) third.signal("SIGKILL");
        followed = await followOnPage(pages[hop % (hop < 4 ? 3 : 2)]!, turn, followed);
      }
      const { isEnd, html } = await followed.over;
      assert.ok(isEnd && html.includes(recitalText(question)));
      assert.ok(followed.text().length > 1_200, "patched up to the last hop");
      assert.ok(recitalText(question).startsWith(followed.text().trim()));
    },
  });

  Deno.test({
    name: `${name}: a program follows its answer through another process`,
    ignore,
    async fn() {
      const { site, reciter, signUp } = pair();
      const [page, there] = await signUp();
      const first = await page.startChat(recitalQuestion("page", 1));
      const { chatId: chat_id } = first;
      await (await followOnPage(page, first)).over;
      const user_id = await ownerOf(site.database, chat_id);
      const user_message = recitalQuestion("program", 200);
      const answered = fetch(`${page.origin}/chat`, {
        method: "POST",
        headers: { Authorization: SERVICE_TOKEN },
        body: JSON.stringify({ chat_id, user_id, user_message }),
      });
      while (reciter.of(user_message).length === 0) await sleep(5);
      const followed = await followOnPage(
        there,
        streamingAnswer(await there.get(`/chats/${chat_id}`)),
      );
      assert.equal((await followed.over).isEnd, true);
      const lags = lagsOf(followed, reciter.of(user_message)[0]!.said);
      assert.ok(Math.max(...lags) < LAG_LIMIT, summary(lags));
      const content = recitalText(user_message);
      assert.deepEqual(await (await answered).json(), { chat_id, user_id, content });
    },
  });

  Deno.test({
    name: `${name}: an answer begun in one process is stopped through another`,
    ignore,
    async fn(t) {
      const { reciter, signUp } = pair();
      const [page, there] = await signUp();
      const delays: number[] = [];
      for (let round = 0; round < 3; round++) {
        const question = recitalQuestion(`stop${round}`, 1_000);
        const turn = await page.startChat(question);
        const followed = await followOnPage(there, turn);
        await followed.reached(20);
        const stopped = performance.now();
        await there.stop(turn);
        delays.push(await within(5_000, reciter.of(question)[0]!.closed) - stopped);
        const { html } = await followed.over;
        assert.match(html, /You stopped this answer/);
      }
      await t.step(`which the upstream notices after ${summary(delays)}`, () => {
        assert.ok(Math.max(...delays) < LAG_LIMIT);
      });
    },
  });

  Deno.test({
    name: `${name}: an answer whose process is killed is interrupted, and continued in another`,
    ignore,
    async fn(t) {
      const { site: { database, start }, reciter, signUp } = pair();
      await using killed = await start();
      const [, there] = await signUp();
      const page = there.at(await killed.origin());
      const question = recitalQuestion("kill", 600);
      const turn = await page.startChat(question);
      const [here, elsewhere] = [await followOnPage(page, turn), await followOnPage(there, turn)];
      await Promise.all([here.reached(1_000), elsewhere.reached(100)]);
      const killedAt = performance.now();
      killed.signal("SIGKILL");
      const { html } = await elsewhere.over;
      const took = performance.now() - killedAt;
      await t.step(`after ${Math.round(took)} ms`, () => assert.ok(took < RECOVERY_LIMIT));
      assert.match(html, /The server stopped before this answer was finished/);

      const kept = (await storedAnswer(database, turn)).content;
      const stored = kept.length;
      const due = here.shown.findLast(({ time }) => time <= killedAt - STORED_WITHIN)!.position;
      assert.ok(stored >= due, `${stored} characters are kept of ${due}`);
      assert.ok(recitalText(question).startsWith(kept));

      const chat = await there.get(`/chats/${turn.chatId}`);
      assert.match(chat, />Retry<\/button>/);
      const form = continueForm(chat, turn);
      await there.post(form.action, { position: form.position });
      const continued = await followOnPage(there, turn);
      await continued.reached(stored + 100);
      const [, goingOn] = reciter.of(question);
      assert.equal(goingOn!.from, stored);
      await there.stop(turn);
      await continued.over;
      const { content } = await storedAnswer(database, turn);
      assert.ok(content.length >= stored + 100);
      assert.ok(recitalText(question).startsWith(content));
    },
  });

  Deno.test({
    name: `${name}: of two simultaneous messages to a chat, one is refused and shown again`,
    ignore,
    async fn() {
      await using site = await startParleySite(await open(), { reply: "manual" });
      const [a, b] = await Promise.all([site.start(), site.start()]);
      const pages = [await PageClient.signUp(await a.origin())];
      pages.push(pages[0]!.at(await b.origin()));
      const { chatId, answerId } = await pages[0]!.startChat("Begin");
      const first = await site.upstream.next();
      await first.text("Yes");
      await first.complete();
      await (await followOnPage(pages[0]!, { chatId, answerId })).over;
      const wins = [0, 0];
      for (let round = 0; round < 30; round++) {
        const texts = [`Left ${round}`, `Right ${round}`];
        const results = await Promise.allSettled(
          pages.map(async (page, index) => {
            // Each is first in some rounds.
            await sleep(Math.random() * 6);
            return await page.send(chatId, texts[index]!);
          }),
        );
        const winner = results.findIndex(({ status }) => status === "fulfilled");
        const [won, lost] = [results[winner]!, results[1 - winner]!];
        assert.ok(won?.status === "fulfilled" && lost?.status === "rejected", "one wins");
        assert.ok(lost.reason instanceof Refused);
        assert.equal(lost.reason.status, 409);
        assert.equal(messageIn(lost.reason.html), texts[1 - winner]);
        wins[winner]!++;
        const exchange = await site.upstream.next();
        assert.equal(exchange.request.body.messages.at(-1)!.content, texts[winner]);
        await exchange.text("Yes");
        await exchange.complete();
        await (await followOnPage(pages[winner]!, won.value)).over;
      }
      assert.equal(site.upstream.requests.length, 31);
      assert.ok(Math.min(...wins) > 0, "either can win");
    },
  });
}

/** Milliseconds from the upstream sending each word until a page shows it. */
function lagsOf(
  { shown }: FollowedOnPage,
  said: readonly { length: number; time: number }[],
): number[] {
  return said.map(({ length, time }) =>
    shown.find(({ position }) => position >= length)!.time - time
  );
}

function summary(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b).map(Math.round);
  return `${sorted[Math.floor(sorted.length / 2)]} ms, at most ${sorted.at(-1)} ms`;
}

/** The page's form to continue an answer. */
function continueForm(html: string, { chatId, answerId }: PageTurn) {
  const action = `/chats/${chatId}/answers/${answerId}/continue`;
  const form = html.split("<form").find((part) => part.includes(`action="${action}"`)) ?? "";
  assert.match(form, /Continue<\/button>/);
  const [, position] = /name="position" value="(\d+)"/.exec(form) ?? [];
  return { action, position: position! };
}

function messageIn(html: string): string | undefined {
  return /<textarea[^>]* name="message"[^>]*>([^<]*)<\/textarea>/.exec(html)?.[1]?.trim();
}
