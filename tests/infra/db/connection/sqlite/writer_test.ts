import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { Statement } from "../../../../../infra/db/connection/batch.ts";
import { identify } from "../../../../../infra/db/connection/sqlite/opened_file.ts";
import { SqliteWriter } from "../../../../../infra/db/connection/sqlite/writer.ts";
import { countCommits } from "../../../../support/databases/commit_count.ts";
import { sqliteDatabase } from "../../../../support/databases/databases.ts";

const SQLITE_BUSY = 5;
const SQLITE_FULL = 13;
const CONSTRAINT_PRIMARYKEY = 1555;

const insert = (id: string): Statement => ({
  sql: "insert into instances (id, beat_at) values (?, 1)",
  values: [id],
});

const insertText = (id: string, text: string): Statement => ({
  sql: "insert into answer_chunks (answer_id, position, text) values (?, 0, ?)",
  values: [id, text],
});

const move = (id: string): Statement<string> => ({
  sql: "update instances set beat_at = 2 where id = ?",
  values: [id],
  must: { be: "changed", else: `no ${id}` },
});

Deno.test("group() commits many batches at once", async () => {
  await using opened = await openWriter();
  const { writer, path } = opened;
  writer.group([[insert("before")]]);
  const before = await countCommits(path);
  const batches = Array.from({ length: 50 }, (_, number) => [insert(`i${number}`)]);
  const outcomes = writer.group(batches);
  assert.ok(outcomes.every((outcome) => "results" in outcome));
  assert.equal(await countCommits(path) - before, 1);
  assert.equal(opened.ids().length, 51);
});

Deno.test("group() undoes a batch that is refused, and no other", async () => {
  await using opened = await openWriter();
  const outcomes = opened.writer.group([
    [insert("a"), move("a")],
    [insert("b"), move("missing"), insert("c")],
    [move("b")],
    [insert("d"), move("a")],
  ]);
  assert.deepEqual(outcomes.map((it) => "refused" in it ? it.refused : "stored"), [
    "stored",
    "no missing",
    "no b",
    "stored",
  ]);
  assert.deepEqual(opened.ids(), ["a", "d"]);
});

Deno.test("group() undoes a batch that fails, and no other", async () => {
  await using opened = await openWriter();
  const outcomes = opened.writer.group([
    [insert("a")],
    [insert("b"), insert("a")],
    [{ sql: "insert into nowhere values (1)", values: [] }],
    [insert("c")],
  ]);
  assert.deepEqual(outcomes.map(codeOf), [null, CONSTRAINT_PRIMARYKEY, 1, null]);
  assert.deepEqual(opened.ids(), ["a", "c"]);
});

Deno.test("group() judges each batch by itself when the file has no room for all", async () => {
  await using opened = await openWriter();
  const { writer } = opened;
  const pages = writer.run("pragma page_count", []).rows[0]![0] as number;
  writer.run(`pragma max_page_count = ${pages + 20}`, []);
  const outcomes = writer.group([
    [insert("a")],
    [insert("b"), insertText("large", "x".repeat(1_000_000))],
    [insert("c")],
  ]);
  assert.deepEqual(outcomes.map(codeOf), [null, SQLITE_FULL, null]);
  assert.deepEqual(opened.ids(), ["a", "c"]);
});

Deno.test("group() fails for all, and stores nothing, while another connection has the lock", async () => {
  await using opened = await openWriter();
  using other = new DatabaseSync(opened.path);
  other.exec("begin immediate");
  const outcomes = opened.writer.group([[insert("a")], [insert("b")]]);
  assert.deepEqual(outcomes.map(codeOf), [SQLITE_BUSY, SQLITE_BUSY]);
  other.exec("rollback");
  assert.deepEqual(opened.ids(), []);
  opened.writer.group([[insert("c")]]);
  assert.deepEqual(opened.ids(), ["c"]);
});

Deno.test("group() goes on after a transaction that was left open", async () => {
  await using opened = await openWriter();
  const { writer } = opened;
  writer.begin();
  writer.run("insert into instances (id, beat_at) values ('left', 1)", []);
  assert.deepEqual(writer.group([[insert("a")]]).map(codeOf), [null]);
  assert.deepEqual(opened.ids(), ["a"]);
});

Deno.test("a writer makes no new file where its file was moved away", async () => {
  await using database = await sqliteDatabase();
  const path = database.url.replace("sqlite:", "");
  const writer = new SqliteWriter(identify(path));
  await Deno.rename(path, `${path}.moved`);
  const [outcome] = writer.group([[insert("a")]]);
  assert.ok("error" in outcome!);
  assert.equal(outcome.error.code, "EMOVED");
  await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
  writer.close();
});

/** A writer in this thread. */
async function openWriter() {
  await using stack = new AsyncDisposableStack();
  const { url } = stack.use(await sqliteDatabase());
  const path = url.replace("sqlite:", "");
  const writer = stack.adopt(new SqliteWriter(identify(path)), (writer) => writer.close());
  const owned = stack.move();
  return {
    writer,
    path,
    ids(): unknown[] {
      using file = new DatabaseSync(path);
      return file.prepare("select id from instances order by id").all().map(({ id }) => id);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function codeOf(outcome: ReturnType<SqliteWriter["group"]>[number]): unknown {
  return "error" in outcome ? outcome.error.errcode : null;
}
