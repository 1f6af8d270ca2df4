import assert from "node:assert/strict";
import { sql } from "kysely";
import { AppError } from "../../../../../domain/app_error.ts";
import type { Database } from "../../../../../infra/db/connection/database.ts";
import { openDatabase } from "../../../../../infra/db/connection/open_database.ts";
import { sqliteDatabase } from "../../../../support/databases/databases.ts";

Deno.test("a file that may not grow refuses writes without room, and works on", async () => {
  await using database = await sqliteDatabase();
  await store(database, "before");
  const size = await pragma(database, "page_count");
  await pragma(database, `max_page_count = ${size}`);
  await assert.rejects(store(database, "too large".repeat(100_000)), isUnwritable);
  await assert.rejects(
    database.run((db) => insert(db, "too large".repeat(100_000))),
    isUnwritable,
  );
  await pragma(database, "max_page_count = 1000000");
  await store(database, "afterwards");
  assert.deepEqual(await stored(database), ["before", "afterwards"]);
  assert.equal(await pragma(database, "integrity_check"), "ok");
});

Deno.test("a read-only database is reported as such", async () => {
  await using database = await sqliteDatabase();
  await store(database, "before");
  await pragma(database, "query_only = on");
  await assert.rejects(store(database, "refused"), isUnwritable);
  assert.deepEqual(await stored(database), ["before"]);
  await pragma(database, "query_only = off");
  await store(database, "afterwards");
});

Deno.test("transaction() refuses to store in a file that was moved or replaced", async () => {
  await using database = await sqliteDatabase();
  const path = database.url.replace("sqlite:", "");
  await store(database, "before");
  const because = (reason: RegExp) => (error: AppError) => {
    assert.equal(error.code, "unavailable");
    assert.match((error.cause as Error).message, reason);
    return true;
  };
  await Deno.rename(path, `${path}.moved`);
  await assert.rejects(store(database, "lost"), because(/moved or deleted; bring it back/));
  const other = await openDatabase(database.url);
  await other.close();
  await assert.rejects(store(database, "lost"), because(/replaced; start the program again/));
  await Deno.rename(`${path}.moved`, path);
  await store(database, "afterwards");
  assert.deepEqual(await stored(database), ["before", "afterwards"]);
});

function store(database: Database, text: string): Promise<unknown> {
  return database.transaction((tx) => insert(tx, text));
}

let position = 0;

function insert(db: Database["db"], text: string): Promise<unknown> {
  const row = { answer_id: "answer", position: position++, text };
  return db.insertInto("answer_chunks").values(row).execute();
}

async function stored({ db }: Database): Promise<string[]> {
  const rows = await db.selectFrom("answer_chunks").select("text").orderBy("position").execute();
  return rows.map(({ text }) => text);
}

async function pragma({ db }: Database, text: string): Promise<unknown> {
  const { rows } = await sql<Record<string, unknown>>`${sql.raw(`pragma ${text}`)}`.execute(db);
  return Object.values(rows[0] ?? {})[0];
}

function isUnwritable(error: unknown): boolean {
  assert.ok(error instanceof AppError, String(error));
  assert.equal(error.code, "unavailable");
  assert.match(error.message, /^Cannot store this/);
  return true;
}

Deno.test("openSqlite() gives rows with their columns' names, all at once or one after the other", async () => {
  await using database = await sqliteDatabase();
  const beats = [1, 2].map((beat_at) => ({ id: `process ${beat_at}`, beat_at }));
  await database.db.insertInto("instances").values(beats).execute();
  const query = database.db.selectFrom("instances").selectAll().orderBy("id");
  assert.deepEqual(await query.execute(), beats);
  const streamed = [];
  for await (const row of query.stream()) streamed.push(row);
  assert.deepEqual(streamed, beats);
});
