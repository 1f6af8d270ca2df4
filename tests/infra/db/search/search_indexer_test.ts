import assert from "node:assert/strict";
import type { Clock } from "../../../../domain/clock.ts";
import type { Log } from "../../../../domain/log.ts";
import { createSearchUseCases, type SearchHit } from "../../../../domain/search/search.ts";
import { SqlTurnGateway } from "../../../../infra/db/answers/turn_gateway.ts";
import { SqlChatBin } from "../../../../infra/db/chats/bin.ts";
import type { Database } from "../../../../infra/db/connection/database.ts";
import { openDatabase } from "../../../../infra/db/connection/open_database.ts";
import { SqlSearchGateway } from "../../../../infra/db/search/gateway.ts";
import { enterQueued, startSearchIndexer } from "../../../../infra/db/search/search_indexer.ts";
import { SystemClock } from "../../../../infra/runtime/system_clock.ts";
import {
  answeredTurn,
  ended,
  firstTurn,
  purgeChat,
  resumption,
} from "../../../contracts/sample_turns.ts";
import { databases, testsOn } from "../../../support/databases/databases.ts";
import { proxiedDatabase } from "../../../support/databases/proxied_database.ts";
import {
  SEARCH_KEYS,
  SEARCH_QUEUE,
  takeBackSearchKeys,
  takeBackSearchQueue,
} from "../../../support/databases/older_search.ts";

const instanceId = "instance";
const kinds = databases();
const mysql = kinds[1]!;

for (const kind of kinds) {
  const test = testsOn(kind);

  test("the migration queues messages that were not entered yet, in order", async (database) => {
    const turns = new SqlTurnGateway(database);
    const turn = await answeredTurn(turns, { content: "Old words" });
    for (let i = 0; i < 60; i++) await answeredTurn(turns, { content: `More ${i}` });
    await takeBackSearchQueue(database, "");
    assert.deepEqual(await database.migrate(), [SEARCH_QUEUE]);
    const meanwhile = await answeredTurn(turns, { content: "New words" });
    await enterAll(database);
    assert.equal(await countOf(database, "more"), 60);
    assert.equal(await countOf(database, "chat"), 62);
    const hits = await find(database, "words");
    assert.deepEqual(
      hits.map(({ messageId }) => messageId),
      [meanwhile.question.id, turn.question.id],
    );
    await takeBackSearchQueue(database, null);
    await database.migrate();
    assert.equal(await enterQueued(database, instanceId), 0);
  });

  test("the migrations enter all messages again when the index gets other keys", async (database) => {
    const turns = new SqlTurnGateway(database);
    await answeredTurn(turns, { content: "Old words" });
    await enterAll(database);
    await takeBackSearchKeys(database);
    assert.deepEqual(await database.migrate(), [SEARCH_KEYS, SEARCH_QUEUE]);
    await enterAll(database);
    assert.equal(await countOf(database, "words"), 1);
    assert.equal(await countOf(database, "chat"), 1);
  });

  test("processes that enter the same texts at the same time enter each once", async (database) => {
    const other = await openDatabase(database.url);
    await using _other = { [Symbol.asyncDispose]: () => other.close() };
    const turns = new SqlTurnGateway(database);
    for (let i = 0; i < 100; i++) await answeredTurn(turns, { content: "Words" });
    await Promise.all([database, other, database, other].map(enterAll));
    assert.equal(await countOf(database, "words"), 100);
    assert.equal(await countOf(database, "answer"), 100);
  });

  test("a process leaves to others what they have queued, until they end", async (database) => {
    const turns = new SqlTurnGateway(database);
    await turns.heartbeat("another");
    await answeredTurn(turns, { instanceId: "another", content: "Words" });
    assert.equal(await enterQueued(database, instanceId), 0);
    await turns.leave("another");
    await enterAll(database);
    assert.equal(await countOf(database, "words"), 1);
  });

  test("an answer that ends again while it is entered is entered again", async (database) => {
    const turns = new SqlTurnGateway(database);
    const turn = firstTurn();
    await turns.begin(turn);
    const end = ended(turn, { content: "The beginning", finishReason: "length" });
    await turns.finish(end);
    await enterQueued(
      beforeEachBatch(database, async () => {
        await turns.resume(resumption(end.answers[0]!));
        await turns.finish(ended(turn, { content: "The beginning and the end" }));
      }),
      instanceId,
    );
    assert.equal(await countOf(database, "beginning"), 1);
    await enterAll(database);
    assert.equal(await countOf(database, "beginning end"), 1);
  });

  test("a text that is queued twice is entered as it is now", async (database) => {
    const turns = new SqlTurnGateway(database);
    const turn = firstTurn();
    await turns.begin(turn);
    const end = ended(turn, { content: "The beginning", finishReason: "length" });
    await turns.finish(end);
    await turns.resume(resumption(end.answers[0]!));
    await turns.finish(ended(turn, { content: "The beginning and the end" }));
    await enterAll(database);
    assert.equal(await countOf(database, "beginning end"), 1);
    assert.equal(await countOf(database, "beginning"), 1);
  });

  test("a message that is deleted while it is entered leaves no words behind", async (database) => {
    const turns = new SqlTurnGateway(database);
    const { chat } = await answeredTurn(turns);
    const bin = new SqlChatBin(database);
    await enterQueued(beforeEachBatch(database, () => purgeChat(bin, chat)), instanceId);
    assert.deepEqual(await rowsOf(database, "search_entries"), []);
    assert.deepEqual(await rowsOf(database, "search_queue"), []);
  });

  test("the end of a turn whose chat is deleted is taken from the queue", async (database) => {
    const turns = new SqlTurnGateway(database);
    const turn = firstTurn();
    await turns.begin(turn);
    await purgeChat(new SqlChatBin(database), turn.chat);
    await turns.finish(ended(turn));
    await enterAll(database);
    assert.deepEqual(await rowsOf(database, "search_entries"), []);
    assert.deepEqual(await rowsOf(database, "search_queue"), []);
  });

  test("startSearchIndexer() enters what its process and dead ones have queued", async (database) => {
    const turns = new SqlTurnGateway(database);
    await answeredTurn(turns, { content: "Old words", instanceId: "dead" });
    await using _indexer = startSearchIndexer(database, {
      log: recordingLog(),
      clock: new SystemClock(),
      instanceId,
    });
    await untilFound(database, "old words");
    await turns.heartbeat(instanceId);
    const turn = firstTurn({ instanceId, content: "New words" });
    await turns.begin(turn);
    await untilFound(database, "new words");
  });
}

Deno.test({
  name: "startSearchIndexer() continues when the database is back",
  ignore: mysql.ignore,
  async fn() {
    await using site = await proxiedDatabase(mysql);
    const { direct, proxy } = site;
    await answeredTurn(new SqlTurnGateway(direct), { content: "Words" });
    const log = recordingLog();
    const database = await openDatabase(site.url, { log });
    await using _database = { [Symbol.asyncDispose]: () => database.close() };
    const waits: number[] = [];
    const entered = Promise.withResolvers<void>();
    proxy.become("refuse");
    const clock = clockOf((milliseconds, signal) => {
      waits.push(milliseconds);
      if (waits.length === 4) proxy.become("none");
      if (waits.length < 5) return Promise.resolve();
      entered.resolve();
      return untilAborted(signal!);
    });
    await using _indexer = startSearchIndexer(database, { log, clock, instanceId });
    await entered.promise;
    assert.equal(await countOf(direct, "words"), 1);
    assert.deepEqual(waits.slice(0, 4), [1_000, 2_000, 4_000, 8_000]);
    assert.deepEqual(log.lines, [
      "The database fails; callers are told: Cannot reach the database; try again in a moment",
      "The database works again",
    ]);
  },
});

Deno.test({
  name: "startSearchIndexer() ends with its process during an outage of the database",
  ignore: mysql.ignore,
  async fn() {
    await using site = await proxiedDatabase(mysql);
    const { proxy } = site;
    const database = await openDatabase(site.url);
    await using _database = { [Symbol.asyncDispose]: () => database.close() };
    proxy.become("refuse");
    const waiting = Promise.withResolvers<void>();
    const clock = clockOf((_, signal) => {
      waiting.resolve();
      return untilAborted(signal!);
    });
    await using _indexer = startSearchIndexer(database, { log: recordingLog(), clock, instanceId });
    await waiting.promise;
  },
});

async function enterAll(database: Database): Promise<void> {
  while (await enterQueued(database, instanceId) > 0);
}

/** Does something after the queue was read, and before its texts are entered. */
function beforeEachBatch(database: Database, work: () => Promise<void>): Database {
  return {
    ...database,
    async batch(statements) {
      await work();
      return await database.batch(statements);
    },
  };
}

async function rowsOf(
  { db }: Database,
  table: "search_entries" | "search_queue",
): Promise<unknown[]> {
  return await db.selectFrom(table).selectAll().execute();
}

async function untilFound(database: Database, query: string): Promise<void> {
  while (await countOf(database, query) === 0) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

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

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
}

function recordingLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const note = (line: string) => void lines.push(line);
  return { lines, debug: note, info: note, warn: note, error: note };
}
