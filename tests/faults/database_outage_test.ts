import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { mysqlDatabase } from "../support/databases/databases.ts";
import { lacksMariadb, startMariadb } from "../support/databases/mariadb.ts";
import { PageClient, type PageTurn, Refused } from "../support/browser/page_client.ts";
import { startParleySite } from "../support/browser/parley_site.ts";
import { recitalQuestion, recitalText, Reciter } from "../support/upstream/reciter.ts";
import { countStored, storedAnswer } from "../support/databases/stored_messages.ts";
import { followOnPage } from "../support/app/followed_answer.ts";

/** How long the database server is down, in milliseconds. */
const OUTAGE = 10_000;

/** Longest that a request may take during that, in milliseconds. */
const REQUEST_LIMIT = 15_000;

/**
 * How soon everything must work after the restart, in milliseconds; a busy machine takes a while.
 */
const RECOVERY_LIMIT = 5_000;

/** Words per second of an answer. */
const WORDS_PER_SECOND = 20;

/** The outcome of a send that was repeated until it was served. */
type Send = {
  readonly question: string;
  readonly turn: PageTurn;
  /** `performance.now()` when it was served. */
  readonly time: number;
  readonly refusals: { readonly error: Refused; readonly took: number }[];
};

Deno.test({
  name: "when the database server is down for 10 s under load, nothing is lost",
  ignore: lacksMariadb(),
  async fn(t) {
    await using server = await startMariadb();
    const reciter = new Reciter({ delay: 1_000 / WORDS_PER_SECOND });
    await using site = await startParleySite(await mysqlDatabase(server.url), {
      reply: reciter.script,
    });
    const parley = await site.start();
    const origin = await parley.origin();
    const pages = await Promise.all(Array.from({ length: 8 }, () => PageClient.signUp(origin)));

    // Some answers end while the server is down, some after its restart.
    const lengths = [4, 5, 7, 9, 11, 16, 17, 18].map((seconds) => seconds * WORDS_PER_SECOND);
    const running = await Promise.all(pages.map(async (page, index) => {
      const question = recitalQuestion(`running${index}`, lengths[index]!);
      const turn = await page.startChat(question);
      return { question, turn, followed: await followOnPage(page, turn) };
    }));
    const load = new Load(pages);
    await sleep(2_000);

    await server.kill();
    const away = performance.now();
    const stop = await pages[0]!.stop(running[7]!.turn).catch((error) => error);
    // The other visitors may all be waiting for earlier answers.
    const late = new Load(pages.slice(0, 2), "late");
    await sleep(OUTAGE);
    await server.restart();
    const back = performance.now();
    const ends = await Promise.all(running.map(async ({ question, followed }) => {
      const { isEnd } = await followed.over;
      const isMeanwhile = reciter.of(question)[0]!.said.at(-1)!.time < back - 1_000;
      return { isEnd, isMeanwhile, time: performance.now() };
    }));
    const sends = [...await load.end(), ...await late.end()];

    const refusals = sends.flatMap((send) => send.refusals);
    const firstServed = Math.min(...sends.map(({ time }) => time).filter((time) => time > back));
    await t.step(`the first send is served ${ms(firstServed - back)} after the restart`, () => {
      assert.ok(firstServed - back < RECOVERY_LIMIT);
    });
    const ended = ends.filter(({ isMeanwhile }) => isMeanwhile);
    const lastEnd = Math.max(...ended.map(({ time }) => time));
    await t.step(`answers that ended meanwhile are stored within ${ms(lastEnd - back)}`, () => {
      assert.ok(ended.length >= 3);
      assert.ok(lastEnd - back < RECOVERY_LIMIT);
      assert.ok(ends.every(({ isEnd }) => isEnd));
    });
    const longest = Math.max(...refusals.map(({ took }) => took));
    await t.step(`${refusals.length} sends are refused, clearly, within ${ms(longest)}`, () => {
      assert.ok(refusals.length > 0);
      assert.ok(longest < REQUEST_LIMIT);
      for (const { error } of refusals) {
        assert.equal(error.status, 503);
        assert.ok(Number(error.headers.get("Retry-After")) > 0);
        assert.match(error.html, /Cannot reach the database/);
      }
    });
    await t.step("a request to stop an answer is refused as well", () => {
      assert.equal((stop as Refused).status, 503);
    });
    const gaps = running.map(({ followed }) => longestGap(followed.shown, away, back));
    await t.step(`readers wait at most ${ms(Math.max(...gaps))} for the next words`, () => {
      assert.ok(Math.max(...gaps) < 2_000);
    });
    await t.step(`all of ${sends.length} sends and 8 answers are stored, each once`, async () => {
      for (const { question, turn } of [...running, ...sends]) {
        assert.deepEqual(await countStored(site.database, question), { questions: 1, answers: 1 });
        assert.equal(reciter.of(question).length, 1);
        await untilStored(() => storedAnswer(site.database, turn));
        const answer = await storedAnswer(site.database, turn);
        assert.equal(answer.state, "complete");
        assert.equal(answer.content, recitalText(question));
      }
    });
    parley.signal("SIGTERM");
    const { code, stdout } = await parley.ended();
    assert.equal(code, 0);
    const lines = stdout.split("\n").filter((line) => /"level":"(warn|error)"/.test(line));
    await t.step(`the log reports it in ${lines.length} lines`, () => {
      assert.ok(lines.length <= 5, lines.join("\n"));
      assert.match(lines.join("\n"), /ECONN(REFUSED|RESET)|EPIPE|PROTOCOL_CONNECTION_LOST|closed/);
      assert.match(stdout, /The database works again/);
    });
  },
});

/** Visitors who send short questions one after another, each until it is served. */
class Load {
  readonly #done: Promise<Send[][]>;
  #isOver = false;

  /** @param name Prefix of this load's questions. */
  constructor(pages: readonly PageClient[], name = "load") {
    this.#done = Promise.all(pages.map((page, index) => this.#visit(page, `${name}${index}`)));
  }

  async end(): Promise<Send[]> {
    this.#isOver = true;
    return (await this.#done).flat();
  }

  async #visit(page: PageClient, visitor: string): Promise<Send[]> {
    const sends: Send[] = [];
    while (!this.#isOver) {
      const send = await this.#send(page, recitalQuestion(`${visitor}x${sends.length}`, 3));
      sends.push(send);
      await (await watchUntilServed(page, send.turn)).over;
    }
    return sends;
  }

  async #send(page: PageClient, question: string): Promise<Send> {
    const requestId = crypto.randomUUID();
    const refusals: Send["refusals"] = [];
    for (;;) {
      const start = performance.now();
      try {
        const turn = await page.startChat(question, requestId);
        return { question, turn, time: performance.now(), refusals };
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        refusals.push({ error, took: performance.now() - start });
        await sleep(100);
      }
    }
  }
}

async function watchUntilServed(page: PageClient, turn: PageTurn) {
  for (;;) {
    try {
      return await followOnPage(page, turn);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      await sleep(100);
    }
  }
}

/** Longest time between two moments without a new position, while the answer went on. */
function longestGap(
  shown: readonly { readonly time: number }[],
  from: number,
  to: number,
): number {
  const times = shown.map(({ time }) => time).filter((time) => time > from - 500 && time < to);
  return Math.max(0, ...times.slice(1).map((time, index) => time - times[index]!));
}

async function untilStored(find: () => Promise<{ state: string }>): Promise<void> {
  for (let tries = 0; tries < 100 && (await find()).state === "streaming"; tries++) {
    await sleep(100);
  }
}

function ms(milliseconds: number): string {
  return `${Math.round(milliseconds)} ms`;
}
