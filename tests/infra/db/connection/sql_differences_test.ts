import assert from "node:assert/strict";
import { sql } from "kysely";
import { isUniqueViolation } from "../../../../infra/db/connection/database_error.ts";
import { openDatabase } from "../../../../infra/db/connection/open_database.ts";
import { SqlTurnGateway } from "../../../../infra/db/answers/turn_gateway.ts";
import { databases, type TestDatabase, testsOn } from "../../../support/databases/databases.ts";
import { answeredTurn, sampleTime } from "../../../contracts/sample_turns.ts";

// Differences between the databases, which the schema, the sessions or the gateways even out.

for (const kind of databases()) {
  const test = testsOn(kind);

  test("text is compared byte by byte, in keys and in conditions", async ({ db }) => {
    const ids = ["a", "A", "á", "a\u0301", "a ", "ａ", "ß", "ss", "😀", "🙂", "", " "];
    await db.insertInto("instances").values(ids.map((id) => ({ id, beat_at: 0 }))).execute();
    for (const id of ids) {
      const rows = await db.selectFrom("instances").select("id").where("id", "=", id).execute();
      assert.deepEqual(rows.map((row) => row.id), [id]);
    }
  });

  test("text is ordered by code point", async ({ db }) => {
    const ids = ["B", "a", "Z", "é", "z", "_", "0", "😀", "\uffee"];
    await db.insertInto("instances").values(ids.map((id) => ({ id, beat_at: 0 }))).execute();
    const rows = await db.selectFrom("instances").select("id").orderBy("id").execute();
    assert.deepEqual(rows.map(({ id }) => id), ["0", "B", "Z", "_", "a", "z", "é", "\uffee", "😀"]);
  });

  test("a lone surrogate becomes U+FFFD", async ({ db }) => {
    await db.insertInto("instances").values({ id: "a\ud83d!", beat_at: 0 }).execute();
    const rows = await db.selectFrom("instances").select("id").execute();
    assert.deepEqual(rows.map(({ id }) => id), ["a\ufffd!"]);
  });

  test("quotes, backslashes and placeholders in values stay what they are", async ({ db }) => {
    const id = `'"\`\\' \\\\ ? :a $1 %_ -- /* ; \n\r\t\b\x1a`;
    await db.insertInto("instances").values({ id, beat_at: 0 }).execute();
    const row = await db.selectFrom("instances").select("id").where("id", "=", id)
      .executeTakeFirst();
    assert.equal(row?.id, id);
  });

  test("content of a megabyte of emoji is kept", async ({ db }) => {
    const text = "👩‍🚀".repeat(100_000);
    await db.insertInto("answer_chunks").values({ answer_id: "a", position: 0, text }).execute();
    const row = await db.selectFrom("answer_chunks").select("text").executeTakeFirst();
    assert.equal(row?.text, text);
  });

  test("times keep their milliseconds in any time zone", async (database) => {
    const times = [sampleTime, new Date(0), new Date("2039-12-31T23:59:59.999Z")];
    const { db, dialect } = database;
    await db.insertInto("instances")
      .values(times.map((time, index) => ({ id: `${index}`, beat_at: time.getTime() }))).execute();
    if (dialect === "mysql") await sql`set session time_zone = '-11:00'`.execute(db);
    const rows = await db.selectFrom("instances").select("beat_at").orderBy("id").execute();
    assert.deepEqual(rows.map((row) => new Date(row.beat_at)), times);
  });

  test("numbers come back as numbers, exactly", async ({ db }) => {
    for (const number of [0.1, 0.3, 1, 2, -1.5, 1 / 3]) {
      const { rows } = await sql<{ value: unknown }>`select ${number} + 0e0 as value`.execute(db);
      assert.equal(rows[0]?.value, number);
    }
    const largest = Number.MAX_SAFE_INTEGER;
    await db.insertInto("instances").values({ id: "largest", beat_at: largest }).execute();
    const row = await db.selectFrom("instances").select("beat_at").executeTakeFirst();
    assert.equal(row?.beat_at, largest);
  });

  test("an update that changes no value counts the row as updated", async ({ db }) => {
    await db.insertInto("instances").values({ id: "a", beat_at: 1 }).execute();
    const update = (id: string) =>
      db.updateTable("instances").set({ beat_at: 1 }).where("id", "=", id).executeTakeFirst();
    assert.equal((await update("a")).numUpdatedRows, 1n);
    assert.equal((await update("b")).numUpdatedRows, 0n);
  });

  test("null equals nothing, and may repeat in a unique index", async (database) => {
    const { db } = database;
    const turns = new SqlTurnGateway(database);
    await answeredTurn(turns);
    await answeredTurn(turns);
    const count = await db.selectFrom("messages").select("id")
      .where("request_id", "=", sql<string>`null`).execute();
    assert.equal(count.length, 0);
  });

  test("a unique violation is recognized, a missing table is not one", async ({ db }) => {
    const insert = db.insertInto("instances").values({ id: "a", beat_at: 1 });
    await insert.execute();
    await assert.rejects(insert.execute(), (error) => isUniqueViolation(error));
    const user = { id: "1", name: "n", email: "e", password_hash: null, created_at: 0 };
    await db.insertInto("users").values(user).execute();
    const second = db.insertInto("users").values({ ...user, id: "2" });
    await assert.rejects(second.execute(), (error) => isUniqueViolation(error));
    await assert.rejects(
      sql`select * from nothing_here`.execute(db),
      (error) => !isUniqueViolation(error),
    );
  });

  test("a session needs a user, and is deleted with it", async ({ db }) => {
    const session = {
      id: "s",
      user_id: "1",
      created_at: 0,
      expires_at: 0,
      user_agent: "",
      last_seen_at: 0,
    };
    await assert.rejects(db.insertInto("sessions").values(session).execute());
    const user = { id: "1", name: "n", email: "e", password_hash: null, created_at: 0 };
    await db.insertInto("users").values(user).execute();
    await db.insertInto("sessions").values(session).execute();
    await db.deleteFrom("users").execute();
    assert.deepEqual(await db.selectFrom("sessions").select("id").execute(), []);
  });

  test("a value of the wrong type is refused, not converted", async ({ db }) => {
    const beat = "soon" as unknown as number;
    await assert.rejects(
      db.insertInto("instances").values({ id: "a", beat_at: beat }).execute(),
    );
    await assert.rejects(
      db.insertInto("instances").values({ id: null as unknown as string, beat_at: 0 }).execute(),
    );
  });

  test("only SQLite takes back a table made in a transaction", async ({ db, dialect }) => {
    const failure = new Error("no");
    const attempt = db.transaction().execute(async (tx) => {
      await sql`create table made (id int)`.execute(tx);
      throw failure;
    });
    await assert.rejects(attempt, failure);
    const tables = await db.introspection.getTables();
    assert.equal(tables.some((table) => table.name === "made"), dialect === "mysql");
  });

  test("a transaction reads what others committed before each statement", async (database) => {
    // SQLite's other connection can't write in the meantime at all.
    if (database.dialect === "sqlite") return;
    const other = await openDatabase(database.url);
    const count = (db: TestDatabase["db"]) =>
      db.selectFrom("instances").select("id").execute().then((rows) => rows.length);
    await database.transaction(async (tx) => {
      assert.equal(await count(tx), 0);
      await other.db.insertInto("instances").values({ id: "a", beat_at: 0 }).execute();
      assert.equal(await count(tx), 1);
    });
    await other.close();
  });
}
