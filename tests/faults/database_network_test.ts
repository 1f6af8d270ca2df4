import assert from "node:assert/strict";
import { PageClient, Refused } from "../support/browser/page_client.ts";
import { startParleySite } from "../support/browser/parley_site.ts";
import { proxiedDatabases } from "../support/databases/proxied_database.ts";
import { recitalQuestion, recitalText, Reciter } from "../support/upstream/reciter.ts";
import { countStored, storedAnswer } from "../support/databases/stored_messages.ts";
import { followOnPage } from "../support/app/followed_answer.ts";
import type { Fault, FaultProxy } from "../support/databases/fault_proxy.ts";

const { ignore, open } = proxiedDatabases();

/** Longest that any request may take, in milliseconds. */
const REQUEST_LIMIT = 15_000;

/** Simultaneous requests: more than the pool has connections. */
const AT_ONCE = 25;

/** Faults of the network to the database, and how long requests fail after each. */
const faults: { name: string; fault: Fault; isSoon: boolean }[] = [
  { name: "refuses connections", fault: "refuse", isSoon: true },
  { name: "swallows all bytes", fault: "stall", isSoon: false },
];

for (const { name, fault, isSoon } of faults) {
  Deno.test({
    name:
      `while the network to the database ${name}, every request ends in time, and afterwards all work`,
    ignore,
    async fn(t) {
      await using database = await open();
      const reciter = new Reciter();
      await using site = await startParleySite(database.direct, { reply: reciter.script });
      const parley = await site.start({ DATABASE_URL: database.url });
      const origin = await parley.origin();
      const page = await PageClient.signUp(origin);
      const question = recitalQuestion("running", isSoon ? 60 : 260);
      const turn = await page.startChat(question);
      const followed = await followOnPage(page, turn);
      await followed.reached(20);

      database.proxy.become(fault);
      const questions = Array.from({ length: AT_ONCE }, (_, i) => recitalQuestion(`send${i}`, 2));
      const sending = (question: string) => send(page, question, question);
      const refusals = await Promise.all([
        ...questions.map((question) => refused(() => sending(question))),
        refused(() => page.get(`/chats/${turn.chatId}`)),
        refused(() => page.events(turn)),
        refused(() => page.stop(turn)),
        refused(() => page.get("/readyz")),
      ]);
      const slowest = Math.max(...refusals);
      await t.step(`they are refused within ${Math.round(slowest)} ms`, () => {
        assert.ok(slowest < (isSoon ? 3_000 : REQUEST_LIMIT));
      });

      database.proxy.become("none");
      const back = performance.now();
      await Promise.all(questions.map(sending));
      const took = Math.round(performance.now() - back);
      await t.step(`${AT_ONCE} simultaneous sends are served within ${took} ms`, async () => {
        assert.ok(took < 5_000);
        for (const question of questions) {
          const stored = await countStored(database.direct, question);
          assert.deepEqual(stored, { questions: 1, answers: 1 });
        }
      });
      await t.step("the running answer is complete", async () => {
        assert.equal((await followed.over).isEnd, true);
        const { state, content } = await storedAnswer(database.direct, turn);
        assert.deepEqual({ state, content }, { state: "complete", content: recitalText(question) });
      });
    },
  });
}

Deno.test({
  name: "nothing is lost when connections to the database break again and again",
  ignore,
  async fn(t) {
    await using database = await open();
    await using site = await startParleySite(database.direct);
    const parley = await site.start({ DATABASE_URL: database.url });
    const page = await PageClient.signUp(await parley.origin());
    const cutting = cutAgainAndAgain(database.proxy);
    let refusals = 0;
    const questions = Array.from({ length: 100 }, (_, index) => `Question ${index}`);
    for (const question of questions) {
      const requestId = crypto.randomUUID();
      for (;;) {
        try {
          await send(page, question, requestId);
          break;
        } catch (error) {
          assert.ok(error instanceof Refused, String(error));
          assert.equal(error.status, 503);
          refusals++;
        }
      }
    }
    cutting.stop();
    await t.step(`with ${cutting.count()} cuts, ${refusals} of which refused a send`, async () => {
      for (const question of questions) {
        const stored = await countStored(database.direct, question);
        assert.deepEqual(stored, { questions: 1, answers: 1 });
      }
      assert.equal(site.upstream.requests.length, questions.length);
    });
  },
});

/** Its answer may have ended by the time the page is loaded. */
async function send(page: PageClient, message: string, requestId: string): Promise<void> {
  await page.post("/chats", { message, requestId });
}

function cutAgainAndAgain(proxy: FaultProxy) {
  let count = 0;
  const timer = setInterval(() => {
    count++;
    proxy.cut();
  }, 37);
  return { count: () => count, stop: () => clearInterval(timer) };
}

/** Sends a request that must be refused. @returns how long that took, in milliseconds. */
async function refused(request: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await assert.rejects(request(), (error) => {
    assert.ok(error instanceof Refused, String(error));
    assert.equal(error.status, 503);
    assert.ok(error.headers.get("Retry-After"));
    return true;
  });
  return performance.now() - start;
}
