import assert from "node:assert/strict";
import type { Statement } from "../../../../../infra/db/connection/batch.ts";
import { toAppError } from "../../../../../infra/db/connection/database_error.ts";
import { AppError } from "../../../../../domain/app_error.ts";
import { identify } from "../../../../../infra/db/connection/sqlite/opened_file.ts";
import { WriteQueue } from "../../../../../infra/db/connection/sqlite/write_queue.ts";
import { WriterThread } from "../../../../../infra/db/connection/sqlite/writer_thread.ts";
import { countCommits } from "../../../../support/databases/commit_count.ts";
import { sqliteDatabase, type TestDatabase } from "../../../../support/databases/databases.ts";

const insert = (id: string): Statement => ({
  sql: "insert into instances (id, beat_at) values (?, 1)",
  values: [id],
});

const breaking: Statement = { sql: "break the writer", values: [] };

Deno.test("batches and single statements that arrive together share commits", async () => {
  await using database = await sqliteDatabase();
  await database.batch([insert("before")]);
  const path = database.url.replace("sqlite:", "");
  const before = await countCommits(path);
  await Promise.all(
    Array.from(
      { length: 40 },
      (_, number) =>
        number % 2 === 0
          ? database.batch([insert(`i${number}`)])
          : database.run((db) =>
            db.insertInto("instances").values({ id: `i${number}`, beat_at: 1 }).execute()
          ),
    ),
  );
  // The first one goes at once, and all others after it.
  assert.equal(await countCommits(path) - before, 2);
  assert.equal((await idsIn(database)).length, 41);
});

Deno.test("a batch of much text doesn't wait for others, nor others for it", async () => {
  await using database = await sqliteDatabase();
  await database.batch([insert("before")]);
  const path = database.url.replace("sqlite:", "");
  const before = await countCommits(path);
  const text = "x".repeat(600_000);
  const chunk = (id: string): Statement => ({
    sql: "insert into answer_chunks (answer_id, position, text) values (?, 0, ?)",
    values: [id, text],
  });
  await Promise.all(["a", "b", "c", "d"].map((id) => database.batch([chunk(id)])));
  assert.equal(await countCommits(path) - before, 4);
});

Deno.test("transactions and batches run in order of arrival", async () => {
  await using database = await sqliteDatabase();
  const order: string[] = [];
  const note = (name: string) => () => void order.push(name);
  const holding = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const transaction = database.transaction(async (tx) => {
    await insertInto(tx, "a");
    holding.resolve();
    await release.promise;
    const own = await tx.selectFrom("instances").select("id").execute();
    assert.deepEqual(own, [{ id: "a" }]);
  }).then(note("transaction"));
  await holding.promise;
  const batch = database.batch([insert("b")]).then(note("batch"));
  const next = database.transaction(async (tx) => {
    const { length } = await tx.selectFrom("instances").select("id").execute();
    assert.equal(length, 2);
  }).then(note("next transaction"));
  // Reading waits for nothing, and sees only what is committed.
  assert.deepEqual(await idsIn(database), []);
  release.resolve();
  await Promise.all([transaction, batch, next]);
  assert.deepEqual(order, ["transaction", "batch", "next transaction"]);
  assert.deepEqual(await idsIn(database), ["a", "b"]);
});

Deno.test("a read sees what was acknowledged before it", async () => {
  await using database = await sqliteDatabase();
  for (let count = 1; count <= 100; count++) {
    if (count % 3 === 0) await database.batch([insert(`i${count}`)]);
    else await database.run((db) => insertInto(db, `i${count}`));
    assert.equal((await idsIn(database)).length, count);
  }
});

Deno.test("close() lets what was asked before finish", async () => {
  await using database = await sqliteDatabase();
  const path = database.url.replace("sqlite:", "");
  const queue = new WriteQueue(() => new WriterThread(identify(path)));
  const asked = [queue.batch([insert("a")]), queue.batch([insert("b")])];
  await queue.close();
  await Promise.all(asked);
  assert.deepEqual(await idsIn(database), ["a", "b"]);
  await assert.rejects(queue.batch([insert("c")]), /The database is closed/);
});

Deno.test("after its thread broke, a queue goes on with another", async () => {
  await using database = await sqliteDatabase();
  const path = database.url.replace("sqlite:", "");
  const worker = new URL("breaking_worker.ts", import.meta.url);
  let threads = 0;
  const queue = new WriteQueue(() => {
    threads++;
    return new WriterThread(identify(path), worker);
  });
  await queue.batch([insert("before")]);
  const broken = [queue.batch([breaking]), queue.batch([insert("after")])];
  const [first, second] = await Promise.allSettled(broken);
  const error = toAppError((first as PromiseRejectedResult).reason);
  assert.ok(error instanceof AppError);
  assert.equal(error.code, "unavailable");
  assert.match((error.cause as Error).message, /The database's writer broke: .*it broke/);
  assert.equal(second!.status, "fulfilled");
  assert.equal(threads, 2);
  assert.deepEqual(await idsIn(database), ["after", "before"]);
  await queue.close();
});

Deno.test("a transaction fails when the writer's thread breaks, and nothing of it is stored", async () => {
  await using database = await sqliteDatabase();
  const path = database.url.replace("sqlite:", "");
  const worker = new URL("breaking_worker.ts", import.meta.url);
  const queue = new WriteQueue(() => new WriterThread(identify(path), worker));
  const turn = await queue.turn();
  const { sql, values } = insert("lost");
  await turn.ask("begin");
  await turn.ask("run", sql, values);
  await assert.rejects(turn.ask("run", breaking.sql, []), { code: "EDIED" });
  await assert.rejects(turn.ask("commit"), { code: "EDIED" });
  turn.release();
  await queue.batch([insert("after")]);
  assert.deepEqual(await idsIn(database), ["after"]);
  await queue.close();
});

function insertInto(db: TestDatabase["db"], id: string): Promise<unknown> {
  return db.insertInto("instances").values({ id, beat_at: 1 }).execute();
}

async function idsIn({ db }: TestDatabase): Promise<string[]> {
  const rows = await db.selectFrom("instances").select("id").orderBy("id").execute();
  return rows.map(({ id }) => id);
}
