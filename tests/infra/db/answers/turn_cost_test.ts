import assert from "node:assert/strict";
import { sql } from "kysely";
import type { Chat } from "../../../../domain/chats/chat.ts";
import { SqlChatGateway } from "../../../../infra/db/chats/gateway.ts";
import { SqlTurnGateway } from "../../../../infra/db/answers/turn_gateway.ts";
import { uuidV7 } from "../../../../infra/runtime/uuid_v7.ts";
import { ended, idleInstance, nextTurn } from "../../../contracts/sample_turns.ts";
import type { BegunTurn } from "../../../../domain/answers/idempotent_turns.ts";
import { answered, startTestApp } from "../../../support/app/test_app.ts";
import {
  type DatabaseKind,
  databases,
  type TestDatabase,
} from "../../../support/databases/databases.ts";
import { longChat } from "./long_chat.ts";

const LONG = 10_000;
const SHORT = 10;

for (const { name, ignore, open } of databases()) {
  Deno.test({
    name: `${name}: a turn in a chat of ${LONG} messages costs as much as in one of ${SHORT}`,
    ignore,
    async fn() {
      const { count, database: opened } = await openCounted(open);
      await using database = opened;
      const long = await longChat(database, LONG);
      const short = await longChat(database, SHORT);
      if (database.dialect === "mysql") {
        await sql`analyze table messages, chats`.execute(database.db);
      }
      const measured = async (chat: Chat) => {
        const rowsBefore = await rowsTouched(database);
        count.statements.length = 0;
        count.trips = 0;
        await playTurn(database, chat);
        const executed = [...count.statements];
        const { trips } = count;
        return { executed, trips, rows: await rowsTouched(database) - rowsBefore };
      };
      const inShort = await measured(short);
      const inLong = await measured(long);
      assert.deepEqual(inLong.executed, inShort.executed);
      assert.ok(inLong.trips < 31, `${inLong.trips} round trips`);
      // Reading the counters takes some hundred itself.
      assert.ok(inLong.rows < LONG / 5, `${inLong.rows} rows`);
      // A deeper index tree costs a few rows more, never a chat's worth of them.
      assert.ok(inLong.rows <= inShort.rows + 20, `${inLong.rows} rows against ${inShort.rows}`);
      if (database.dialect === "sqlite") await assertIndexed(database, inLong.executed);
    },
  });

  Deno.test({
    name: `${name}: a turn takes few round trips, from the request to the stored answer`,
    ignore,
    async fn() {
      const { count, database: opened } = await openCounted(open);
      await using database = opened;
      await using t = await startTestApp({ database, loops: false });
      const tripsOf = async (begin: () => Promise<BegunTurn>) => {
        count.trips = 0;
        const turn = await begin();
        await answered(t.app, turn);
        return count.trips;
      };
      const userId = "user";
      const message = "Hello";
      const first = await t.app.startChat({ userId, message });
      await answered(t.app, first);
      const { chatId } = first;
      const start = (idempotencyKey?: string) =>
        tripsOf(() => t.app.startChat({ userId, message, idempotencyKey }));
      const send = (idempotencyKey?: string) =>
        tripsOf(() => t.app.sendMessage({ userId, chatId, message, idempotencyKey }));
      // Two batches, and reads: of the key, and the user or the chat and its window.
      assert.deepEqual([await start(), await start("a key")], [5, 6]);
      assert.deepEqual([await send(), await send("another key")], [6, 7]);
    },
  });
}

/** Opens a database that counts statements, and the round trips that they take on MySQL. */
async function openCounted(open: DatabaseKind["open"]) {
  const statements: string[] = [];
  const count = { statements, trips: 0 };
  let batches = 0;
  const onStatement = (text: string) => {
    statements.push(text);
    if (batches === 0) count.trips++;
  };
  const opened = await open({ onStatement });
  const batch: TestDatabase["batch"] = async (all) => {
    count.trips += 2;
    batches++;
    return await opened.batch(all).finally(() => batches--);
  };
  return { count, database: { ...opened, batch } };
}

/** Everything that a turn stores and reads, from the composer to the shown answer. */
async function playTurn(database: TestDatabase, chat: Chat): Promise<void> {
  const chats = new SqlChatGateway(database);
  const turns = new SqlTurnGateway(database);
  const { id, userId, activeLeaf: from } = chat;
  const idempotencyKey = uuidV7();
  assert.equal(await turns.findByIdempotencyKey(userId, idempotencyKey), null);
  assert.equal((await chats.find(userId, id))?.activeLeaf, from);
  assert.equal((await chats.window(userId, id, { from, tokens: 5 })).length, 6);
  const turn = nextTurn(chat, { idempotencyKey });
  const answerId = turn.answers[0]!.id;
  await turns.begin(turn);
  assert.equal((await turns.findByIdempotencyKey(userId, idempotencyKey))?.answers.length, 1);
  await turns.heartbeat("instance");
  await turns.findEndRequests({ instanceId: "instance", running: [answerId] });
  await turns.appendChunks([{ answerId, position: 0, text: "Text" }]);
  assert.equal((await turns.readProgress([{ answerId, position: 0 }])).length, 1);
  assert.equal((await turns.findAnswer(userId, id, answerId))?.content, "Text");
  await turns.requestStop(userId, id, answerId);
  await turns.finish(ended(turn));
  await turns.interruptStale(idleInstance, { staleAfter: 15_000, now: new Date() });
  const path = await chats.path(userId, id, { from: answerId, limit: 6 });
  assert.equal(path.length, 6);
  assert.equal((await chats.versions(userId, id, path)).size, 0);
  assert.deepEqual(await turns.findRunning(userId, id), []);
  await chats.list(userId, { limit: 5 });
}

/** Rows that the MySQL server has read or written so far. */
async function rowsTouched({ db, dialect }: TestDatabase): Promise<number> {
  if (dialect === "sqlite") return 0;
  const { rows } = await sql<{ Variable_name: string; Value: string }>`
    show global status like 'Handler_%'`.execute(db);
  return rows
    .filter(({ Variable_name }) => /^Handler_(read|write|update|delete)/.test(Variable_name))
    .reduce((sum, { Value }) => sum + Number(Value), 0);
}

/**
 * Only the walk along a branch, which is bounded, the chunks that were found for one answer (`c`),
 * and the few living processes need no index.
 */
async function assertIndexed(database: TestDatabase, statements: string[]): Promise<void> {
  for (const statement of new Set(statements)) {
    if (/^(begin|commit)/.test(statement)) continue;
    const explain = sql.raw(`explain query plan ${statement.replaceAll("?", "null")}`);
    const plan = await explain.execute(database.db) as { rows: { detail: string }[] };
    for (const { detail } of plan.rows) {
      assert.doesNotMatch(
        detail,
        /^SCAN (?!p$|forks$|c LEFT-JOIN$|instances$|CONSTANT ROW|\d+-ROW VALUES)/,
        `${detail} in ${statement}`,
      );
      // This would read all messages of the chat.
      assert.doesNotMatch(detail, /messages_by_chat \(chat_id=\?\)/, `${detail} in ${statement}`);
    }
  }
}
