import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { sql } from "kysely";
import { AppError } from "../../../../domain/app_error.ts";
import type { Clock } from "../../../../domain/clock.ts";
import type { Answer } from "../../../../domain/chats/message.ts";
import type { NewTurn } from "../../../../domain/answers/turn_gateway.ts";
import { createGateways } from "../../../../infra/process/create_gateways.ts";
import type { Database } from "../../../../infra/db/connection/database.ts";
import {
  readMigrations,
  splitStatements,
} from "../../../../infra/db/connection/migration_files.ts";
import { openDatabase } from "../../../../infra/db/connection/open_database.ts";
import { ROW_BYTES } from "../../../../infra/db/accounts/stored_bytes.ts";
import { SystemClock } from "../../../../infra/runtime/system_clock.ts";
import {
  answeredTurn,
  ended,
  firstTurn,
  hasCode,
  idleInstance,
  nextTurn,
  noLimits,
  purgeChat,
  regeneration,
  resumption,
} from "../../../contracts/sample_turns.ts";
import { sampleUser } from "../../../contracts/sample_users.ts";
import { databases, type TestDatabase } from "../../../support/databases/databases.ts";
import { type Random, randomWhole, seededRandom } from "../../../support/suite/seeded_random.ts";

const clock: Clock = new SystemClock();

/** The documented statements that delete old chats, and that count the bytes again. */
async function documentedStatements(): Promise<string[]> {
  const text = await Deno.readTextFile(new URL("../../../../docs/scaling.md", import.meta.url));
  const [, section] = text.split("## What grows, and deleting it\n");
  return [...section!.matchAll(/```sql\n(.*?)```/gs)].map(([, statements]) => statements!);
}

/** Runs statements with a connection of their own, as an operator would. */
async function runAll({ db, dialect, url }: TestDatabase, statements: string): Promise<void> {
  if (dialect === "sqlite") {
    using file = new DatabaseSync(url.replace("sqlite:", ""));
    return file.exec(statements);
  }
  await db.connection().execute(async (connection) => {
    for (const each of splitStatements(statements)) await sql.raw(each).execute(connection);
  });
}

/** The bytes of each user, summed from the rows. */
async function summed({ db }: Database): Promise<Map<string, number>> {
  const { rows } = await sql<{ user_id: string; bytes: number }>`
    select user_id, sum(bytes) as bytes from (
      select user_id, octet_length(title) + octet_length(system_message) + ${ROW_BYTES} as bytes
      from chats
      union all
      select user_id, octet_length(content) + ${ROW_BYTES} as bytes from messages
    ) as stored group by user_id order by user_id`.execute(db);
  return new Map(rows.map(({ user_id, bytes }) => [user_id, Number(bytes)]));
}

/** The bytes of each user as Parley counted them, without users at 0. */
async function counted({ db }: Database): Promise<Map<string, number>> {
  const rows = await db.selectFrom("storage").selectAll().orderBy("user_id").execute();
  return new Map(
    rows.map(({ user_id, bytes }) => [user_id, Number(bytes)] as const)
      .filter(([, bytes]) => bytes !== 0),
  );
}

/** Does random operations one after the other, and ignores their errors. */
async function work(database: Database, random: Random, turns: NewTurn[]): Promise<void> {
  const { chats, bin, turns: gateway, archives, erasures } = createGateways(database, clock);
  const some = <T>(all: readonly T[]) => all[randomWhole(random, 0, all.length - 1)]!;
  const text = () =>
    some(["a", "é", "日本", "🌞 sun", "\0", ""]).repeat(randomWhole(random, 0, 300));
  const title = () => text().slice(0, 100).toWellFormed();
  const userId = () => some(["one", "two"]);
  const known = () => some(turns);
  const now = () => new Date();
  const steps: (() => Promise<unknown>)[] = [
    async () => {
      const turn = firstTurn({
        userId: userId(),
        content: text(),
        n: randomWhole(random, 1, 3),
        at: now(),
        instanceId: some(["instance", "dead"]),
      });
      await gateway.begin(turn);
      turns.push(turn);
    },
    async () => {
      const chat = await chats.find(known().chat.userId, known().chat.id);
      if (!chat) return;
      const turn = nextTurn(chat, { content: text(), at: now() });
      await gateway.begin(turn);
      turns.push(turn);
    },
    async () => {
      const turn = known();
      const chat = await chats.find(turn.chat.userId, turn.chat.id);
      if (!chat) return;
      const again = { ...regeneration(turn, { at: now() }), expectedLeaf: chat.activeLeaf };
      await gateway.begin(again);
      turns.push(again);
    },
    async () => await gateway.finish(ended(known(), { content: text(), finishedAt: now() })),
    async () => await gateway.finish(ended(known(), { content: text(), finishedAt: now() })),
    async () => {
      const answerId = known().answers[0]!.id;
      await gateway.appendChunks([{ answerId, position: 0, text: text() }]);
    },
    async () => await gateway.interruptStale(idleInstance, { staleAfter: 0, now: now() }),
    async () => {
      const { chat: { userId, id }, answers: [first] } = known();
      const answer = await gateway.findAnswer(userId, id, first!.id) as Answer;
      if (answer) await gateway.resume(resumption(answer, { now: now() }));
    },
    async () => {
      const { chat } = known();
      const changes = some([{ title: title() }, { systemMessage: text() }, { pinned: true }]);
      await chats.update(chat.userId, chat.id, changes);
    },
    async () => {
      const { chat } = known();
      await chats.retitle(chat.userId, chat.id, { from: "A chat", to: title() });
    },
    async () => {
      const { chat, question, answers } = firstTurn({ userId: userId(), content: text() });
      const ends = ended({ ...known(), question, answers }, { content: text() });
      const whole = { ...chat, title: title(), answering: null };
      await archives.store(whole, [question, ...ends.answers]);
    },
    async () => {
      const { chat } = known();
      await bin.put(chat.userId, { ids: [chat.id] }, new Date(0));
      await bin.purge(new Date(1), randomWhole(random, 1, 4));
    },
    async () => {
      if (random() < 0.2) await erasures.deleteSome(userId());
    },
  ];
  for (let round = 0; round < 150; round++) {
    await some(steps)().catch((error) => {
      if (!(error instanceof AppError)) throw error;
    });
  }
}

for (const { name, ignore, open } of databases()) {
  Deno.test({
    name: `${name}: the counted bytes equal the stored ones after any concurrent operations`,
    ignore,
    async fn() {
      await using database = await open();
      const other = await openDatabase(database.url);
      await using _other = { [Symbol.asyncDispose]: () => other.close() };
      const turns = [await answeredTurn(createGateways(database, clock).turns, { userId: "one" })];
      const seed = 20_260_102;
      await Promise.all([
        work(database, seededRandom(seed), turns),
        work(other, seededRandom(seed + 1), turns),
      ]);
      const expected = await summed(database);
      assert.ok(expected.size > 0);
      assert.deepEqual(await counted(database), expected);
      await rebuild(database);
      assert.deepEqual(await counted(database), expected, "as the migration counts it");
      const { bin, storage } = createGateways(database, clock);
      for (const userId of expected.keys()) {
        assert.equal(await storage.storedBytes(userId), expected.get(userId));
        await bin.put(userId, { archived: false }, new Date(0));
        await bin.put(userId, { archived: true }, new Date(0));
      }
      while (await bin.purge(new Date(1), 500));
      assert.equal((await counted(database)).size, 0);
    },
  });

  Deno.test({
    name: `${name}: what models thought counts as long as it is stored`,
    ignore,
    async fn() {
      await using database = await open();
      const { turns, storage, archives, bin } = createGateways(database, clock);
      const turn = firstTurn({ userId: "user" });
      await turns.begin(turn);
      const before = await storage.storedBytes("user");
      const thinking = { text: "Hé?", milliseconds: 1, tokens: 2 };
      await turns.finish(ended(turn, { content: "One", thinking }));
      assert.equal(await storage.storedBytes("user") - before, 7);
      const dying = nextTurn(turn.chat, { content: "And?" });
      await turns.begin({ ...dying, expectedLeaf: turn.answers[0]!.id });
      const asked = await storage.storedBytes("user");
      const answerId = dying.answers[0]!.id;
      await turns.appendChunks([{ answerId, part: "thinking", position: 0, text: "Hm" }]);
      await turns.interruptStale(idleInstance, { staleAfter: 0, now: clock.now() });
      assert.equal(await storage.storedBytes("user") - asked, 2);
      const imported = firstTurn({ userId: "user" });
      const { answers } = ended(imported, { content: "One" });
      const stored = await storage.storedBytes("user");
      await archives.store({ ...imported.chat, answering: null }, [
        imported.question,
        { ...answers[0]!, thinking },
      ]);
      assert.ok(await storage.storedBytes("user") - stored > 4 + 3);
      await bin.put("user", { archived: false }, new Date(0));
      while (await bin.purge(new Date(1), 500));
      assert.equal(await storage.storedBytes("user"), 0);
    },
  });

  Deno.test({
    name: `${name}: a write beyond a user's storage is refused, and stores nothing`,
    ignore,
    async fn() {
      await using database = await open();
      const { turns, chats, archives, storage, bin } = createGateways(database, clock);
      const first = await answeredTurn(turns, { userId: "user" });
      const stored = await storage.storedBytes("user");
      const limits = { ...noLimits, storage: stored + 2 * ROW_BYTES + 10 };
      const chat = (await chats.find("user", first.chat.id))!;
      const tooLong = nextTurn(chat, { content: "é".repeat(6) });
      await assert.rejects(turns.begin({ ...tooLong, limits }), (error: AppError) => {
        assert.equal(error.code, "storage_full");
        const { storedBytes, limitBytes } = error.details;
        assert.deepEqual([storedBytes, limitBytes], [stored, limits.storage]);
        assert.match(
          error.message,
          /^Your storage is full: this needs 412 bytes, and you have used \d+ of \d+ bytes/,
        );
        return true;
      });
      assert.deepEqual(await chats.find("user", chat.id), chat);
      assert.equal(await storage.storedBytes("user"), stored);
      // An answer is stored to its end.
      const next = nextTurn(chat, { content: "é".repeat(5) });
      await turns.begin({ ...next, limits });
      await turns.finish(ended(next, { content: "much more than that", finishReason: "length" }));
      const full = await storage.storedBytes("user");
      assert.equal(full, limits.storage + "much more than that".length);
      const answer = (await turns.findAnswer("user", chat.id, next.answers[0]!.id))!;
      await assert.rejects(turns.resume(resumption(answer, { limits })), hasCode("storage_full"));
      const again = { ...regeneration(next), limits, expectedLeaf: answer.id };
      await assert.rejects(turns.begin(again), hasCode("storage_full"));
      const { chat: brought, question } = firstTurn({ userId: "user" });
      const message = { ...question, chatId: brought.id };
      await assert.rejects(
        archives.store({ ...brought, activeLeaf: question.id }, [message], limits.storage),
        hasCode("storage_full"),
      );
      assert.deepEqual(await archives.known("user", [brought.id]), []);
      const longer = { title: "A longer title" };
      const conditions = { storageLimit: limits.storage };
      await assert.rejects(
        chats.update("user", chat.id, longer, conditions),
        hasCode("storage_full"),
      );
      assert.equal((await chats.find("user", chat.id))!.title, chat.title);
      await chats.update("user", chat.id, { title: "x" }, conditions);
      // Another user's storage is separate, and deleting a chat makes room again.
      await turns.begin({ ...firstTurn({ userId: "other user" }), limits });
      await purgeChat(bin, chat);
      assert.equal(await storage.storedBytes("user"), 0);
      await turns.begin({ ...firstTurn({ userId: "user" }), limits });
    },
  });

  Deno.test({
    name: `${name}: the documented statements delete old chats, and count the stored bytes again`,
    ignore,
    async fn() {
      await using database = await open();
      const { turns } = createGateways(database, clock);
      const wrong = await answeredTurn(turns, { userId: "counted wrongly" });
      const gone = await answeredTurn(turns, { userId: "nothing left" });
      await answeredTurn(turns, { userId: "never counted" });
      const { db, dialect } = database;
      await db.updateTable("storage").set({ bytes: 5 }).where("user_id", "=", wrong.chat.userId)
        .execute();
      await db.deleteFrom("storage").where("user_id", "=", "never counted").execute();
      const [deletion, count] = await documentedStatements();
      if (dialect === "mysql") {
        await db.updateTable("chats").set({ updated_at: 1, answering: null })
          .where("id", "=", gone.chat.id).execute();
        await runAll(database, deletion!);
      } else {
        await db.deleteFrom("messages").where("chat_id", "=", gone.chat.id).execute();
        await db.deleteFrom("chats").where("id", "=", gone.chat.id).execute();
      }
      await runAll(database, count!);
      const stored = await summed(database);
      assert.deepEqual([...stored.keys()], ["counted wrongly", "never counted"]);
      assert.deepEqual(await counted(database), stored);
    },
  });

  Deno.test({
    name: `${name}: a deleted account's bytes are not counted, and its count is deleted`,
    ignore,
    async fn() {
      await using database = await open();
      const { users, turns, erasures, storage } = createGateways(database, clock);
      const user = sampleUser();
      await users.create(user, "hash");
      await answeredTurn(turns, { userId: user.id });
      await erasures.begin(user.id, new Date(0));
      while (await erasures.deleteSome(user.id));
      assert.equal(await storage.storedBytes(user.id), 0);
      await erasures.end(user.id, new Date(1));
      assert.deepEqual(await database.db.selectFrom("storage").selectAll().execute(), []);
    },
  });
}

/** Counts again, as the migration does for rows from before it. */
async function rebuild(database: TestDatabase): Promise<void> {
  const migrations = await readMigrations(database.dialect);
  const { statements } = migrations.find(({ name }) => name.endsWith("_storage"))!;
  for (const statement of ["drop table storage", ...statements]) {
    await sql.raw(statement).execute(database.db);
  }
}
