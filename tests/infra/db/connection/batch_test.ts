import assert from "node:assert/strict";
import type { Statement } from "../../../../infra/db/connection/batch.ts";
import { isUniqueViolation } from "../../../../infra/db/connection/database_error.ts";
import { databases, testsOn } from "../../../support/databases/databases.ts";

const insert = (id: string, beatAt: number): Statement => ({
  sql: "insert into instances (id, beat_at) values (?, ?)",
  values: [id, beatAt],
});

const read = (id: string): Statement => ({
  sql: "select id, beat_at from instances where id = ?",
  values: [id],
});

const move = (id: string, from: number, to: number): Statement<"moved"> => ({
  sql: "update instances set beat_at = ? where id = ? and beat_at = ?",
  values: [to, id, from],
  must: { be: "changed", else: "moved" },
});

for (const kind of databases()) {
  const test = testsOn(kind);

  test("batch() runs its statements in order and returns the rows of each", async (database) => {
    const result = await database.batch([insert("a", 1), read("a"), move("a", 1, 2), read("a")]);
    assert.equal(result.refused, null);
    assert.deepEqual(result.rows.map((rows) => rows.map((row) => ({ ...row }))), [
      [],
      [{ id: "a", beat_at: 1 }],
      [],
      [{ id: "a", beat_at: 2 }],
    ]);
  });

  test("batch() changes nothing when a statement changes no row that must", async (database) => {
    const result = await database.batch([insert("a", 1), move("a", 7, 2), insert("b", 1)]);
    assert.deepEqual(result, { refused: "moved" });
    const rows = await database.db.selectFrom("instances").selectAll().execute();
    assert.deepEqual(rows, []);
  });

  test("batch() changes nothing when a statement finds no row that must be there", async (database) => {
    const wanted: Statement<"missing"> = { ...read("b"), must: { be: "found", else: "missing" } };
    assert.deepEqual(await database.batch([insert("a", 1), wanted]), { refused: "missing" });
    const rows = await database.db.selectFrom("instances").selectAll().execute();
    assert.deepEqual(rows, []);
  });

  test("batch() counts an update that finds a row and changes nothing in it", async (database) => {
    const result = await database.batch([insert("a", 1), move("a", 1, 1)]);
    assert.equal(result.refused, null);
  });

  test("batch() fails with the driver's error and changes nothing", async (database) => {
    await assert.rejects(
      database.batch([insert("a", 1), insert("b", 1), insert("a", 2)]),
      isUniqueViolation,
    );
    const rows = await database.db.selectFrom("instances").selectAll().execute();
    assert.deepEqual(rows, []);
  });

  test("batch() is refused by its first statement that refuses, whatever the later ones do", async (database) => {
    const twice = [insert("a", 1), insert("a", 2)];
    const result = await database.batch([move("b", 1, 2), ...twice, move("c", 1, 2)]);
    assert.deepEqual(result, { refused: "moved" });
    await assert.rejects(database.batch([...twice, move("b", 1, 2)]), isUniqueViolation);
  });

  test("batch() runs many batches at once, each by itself", async (database) => {
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, number) =>
        database.batch([
          insert(`i${number}`, 1),
          number % 5 === 0 ? move(`i${number}`, 7, 2) : move(`i${number}`, 1, 2),
        ])),
    );
    assert.equal(results.filter(({ refused }) => refused === "moved").length, 10);
    const rows = await database.db.selectFrom("instances").selectAll().execute();
    assert.equal(rows.length, 40);
    assert.ok(rows.every(({ beat_at }) => beat_at === 2));
  });
}
