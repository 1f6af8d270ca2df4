import assert from "node:assert/strict";
import type { Clock } from "../../../../domain/clock.ts";
import type { Log } from "../../../../domain/log.ts";
import { createSearchUseCases, type SearchHit } from "../../../../domain/search/search.ts";
import type { Database } from "../../../../infra/db/connection/database.ts";
import { openDatabase } from "../../../../infra/db/connection/open_database.ts";
import { catchUpSearch } from "../../../../infra/db/search/catch_up.ts";
import { SqlSearchGateway } from "../../../../infra/db/search/gateway.ts";
import { SqlTurnGateway } from "../../../../infra/db/answers/turn_gateway.ts";
import { SystemClock } from "../../../../infra/runtime/system_clock.ts";
import { answeredTurn, ended, nextTurn } from "../../../contracts/sample_turns.ts";
import { databases } from "../../../support/databases/databases.ts";
import { startFaultProxy } from "../../../support/databases/fault_proxy.ts";
import { SEARCH_KEYS, takeBackSearchKeys } from "../../../support/databases/older_search.ts";

const clock = new SystemClock();
const { signal } = new AbortController();
const kinds = databases();
const mysql = kinds[1]!;

for (const { name, ignore, open } of kinds) {
  Deno.test({
    name: `${name}: catchUpSearch() enters messages from before search existed, once`,
    ignore,
    async fn() {
      await using database = await open();
      const turns = new SqlTurnGateway(database);
      const first = await answeredTurn(turns, { content: "Old words" });
      for (let i = 0; i < 60; i++) await answeredTurn(turns, { content: `More ${i}` });
      await database.db.deleteFrom("search_entries").execute();
      const running = nextTurn(first.chat, { content: "Running words" });
      await turns.begin(running);

      assert.equal(await countOf(database, "words"), 0);
      const log = recordingLog();
      await Promise.all([
        catchUpSearch(database, { log, clock, signal }),
        catchUpSearch(database, { log, clock, signal }),
      ]);
      assert.equal(await countOf(database, "words"), 2);
      assert.equal(await countOf(database, "more"), 60);
      assert.equal(await countOf(database, "chat"), 61);
      assert.doesNotMatch(log.lines.join(), /Cannot/);
      await turns.finish(ended(running, { content: "Last words" }));
      assert.equal(await countOf(database, "words"), 3);

      // Once is enough.
      await database.db.deleteFrom("search_entries").execute();
      await catchUpSearch(database, { log, clock, signal });
      assert.equal(await countOf(database, "words"), 0);
    },
  });

  Deno.test({
    name: `${name}: catchUpSearch() enters all messages again after the index got other keys`,
    ignore,
    async fn() {
      await using database = await open();
      const turns = new SqlTurnGateway(database);
      const before = await answeredTurn(turns, { content: "Old words" });
      await catchUpSearch(database, { log: recordingLog(), clock, signal });
      await takeBackSearchKeys(database);
      assert.deepEqual(await database.migrate(), [SEARCH_KEYS]);
      const meanwhile = await answeredTurn(turns, { content: "New words" });
      await catchUpSearch(database, { log: recordingLog(), clock, signal });
      const hits = await find(database, "words");
      // Newest first, in any order of entering.
      assert.deepEqual(
        hits.map(({ messageId }) => messageId),
        [meanwhile.question.id, before.question.id],
      );
      const titles = await find(database, "chat");
      assert.deepEqual(titles.map(({ chatId }) => chatId), [meanwhile.chat.id, before.chat.id]);
    },
  });
}

Deno.test({
  name: "catchUpSearch() continues when the database is back",
  ignore: mysql.ignore,
  async fn() {
    await using direct = await mysql.open();
    const turns = new SqlTurnGateway(direct);
    for (let i = 0; i < 60; i++) await answeredTurn(turns, { content: "Old words" });
    await direct.db.deleteFrom("search_entries").execute();
    const url = new URL(direct.url);
    await using proxy = startFaultProxy(Number(url.port));
    url.port = String(proxy.port);
    const log = recordingLog();
    const database = await openDatabase(url.href, { log });

    const waits: number[] = [];
    await catchUpSearch(database, {
      log,
      signal,
      clock: clockOf((milliseconds) => {
        waits.push(milliseconds);
        // After the first slice of messages.
        if (waits.length === 1) proxy.become("refuse");
        if (waits.length === 5) proxy.become("none");
        return Promise.resolve();
      }),
    });
    assert.equal(await countOf(direct, "words"), 60);
    assert.deepEqual(waits.slice(1, 5), [1_000, 2_000, 4_000, 8_000]);
    assert.deepEqual(log.lines, [
      "Entering old messages into the search index",
      "The database fails; callers are told: Cannot reach the database; try again in a moment",
      "The database works again",
      "All messages can be searched",
    ]);
    await database.close();
  },
});

Deno.test({
  name: "catchUpSearch() ends with its process during an outage of the database",
  ignore: mysql.ignore,
  async fn() {
    await using direct = await mysql.open();
    const url = new URL(direct.url);
    await using proxy = startFaultProxy(Number(url.port));
    url.port = String(proxy.port);
    const database = await openDatabase(url.href);
    proxy.become("refuse");
    const ending = new AbortController();
    const untilAborted = (signal?: AbortSignal) =>
      new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
    const waiting = Promise.withResolvers<void>();
    const done = catchUpSearch(database, {
      log: recordingLog(),
      signal: ending.signal,
      clock: clockOf((_, signal) => {
        waiting.resolve();
        return untilAborted(signal);
      }),
    });
    await waiting.promise;
    ending.abort();
    await done;
    await database.close();
  },
});

async function countOf(database: Database, query: string): Promise<number> {
  return (await find(database, query)).length;
}

async function find(database: Database, query: string): Promise<readonly SearchHit[]> {
  const search = createSearchUseCases({ search: new SqlSearchGateway(database) });
  return (await search.searchChats({ userId: "user", query, limit: 500 })).hits;
}

function clockOf(sleep: Clock["sleep"]): Clock {
  return { now: () => new Date(), sleep };
}

function recordingLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const note = (line: string) => void lines.push(line);
  return { lines, debug: note, info: note, warn: note, error: note };
}
