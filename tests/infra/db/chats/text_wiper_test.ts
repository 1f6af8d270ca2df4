import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { sql } from "kysely";
import type { Clock } from "../../../../domain/clock.ts";
import { DeletedText } from "../../../../domain/deleted_text.ts";
import { SqlTextWiper } from "../../../../infra/db/chats/text_wiper.ts";
import { answered, silentLog, startTestApp } from "../../../support/app/test_app.ts";
import { sqliteDatabase, type TestDatabase } from "../../../support/databases/databases.ts";
import { allSearchable } from "../../../support/databases/all_searchable.ts";

const client = "192.0.2.1";
const password = "correct horse battery";

/** The content of all the database's files, as one text in lower case. */
async function bytesOf({ url }: TestDatabase): Promise<string> {
  const path = url.replace("sqlite:", "");
  const files = [path, `${path}-wal`, `${path}-shm`].map((file) => Deno.readFile(file));
  return (await Promise.all(files)).map((bytes) => new TextDecoder("latin1").decode(bytes)).join()
    .toLowerCase();
}

Deno.test("no text of a deleted account is left in the database's files", async () => {
  await using database = await sqliteDatabase();
  await using t = await startTestApp({ database });
  const { app } = t;
  const traces = ["quixotrypsin", "wolfspangle", "zebulonix", "ms marbury", "titulonius"];
  const [question, system, email, name, title] = traces as [string, string, string, string, string];
  const keep = await app.signUp({ name: "Keeper", email: "keep@example.com", password, client });
  const { user } = await app.signUp({ name, email: `${email}@example.com`, password, client });
  for (let i = 0; i < 30; i++) {
    const kept = await app.startChat({ userId: keep.user.id, message: `Keep ${i} ordinary words` });
    const message = `What about ${question}${i}? ${`Filler ${i} `.repeat(300)}`;
    const turn = await app.startChat({ userId: user.id, message, systemMessage: system });
    await Promise.all([answered(app, kept), answered(app, turn)]);
    if (i === 0) await app.updateChat({ userId: user.id, chatId: turn.chatId, title });
  }
  await allSearchable(database);
  const before = await bytesOf(database);
  for (const trace of traces) assert.ok(before.includes(trace), trace);
  await app.deleteAccount({ userId: user.id, sessionId: "session", password, client });
  const deadline = Date.now() + 60_000;
  const left = async () => {
    const bytes = await bytesOf(database);
    return traces.filter((trace) => bytes.includes(trace));
  };
  while ((await left()).length > 0 && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.deepEqual(await left(), []);
  const found = await app.searchChats({ userId: keep.user.id, query: "ordinary", limit: 9 });
  assert.ok(found.hits.length > 0, "others still find theirs");
});

Deno.test("wipe() merges deleted entries out of the index, which keeps working", async () => {
  await using database = await sqliteDatabase();
  const wiper = new SqlTextWiper(database);
  const { signal } = new AbortController();
  const entries = Array.from({ length: 500 }, (_, i) => ({
    shelf: "abcdm",
    chat_id: "chat",
    message_id: `m${i}`,
    words: ` abcdmcommon ${i === 3 ? "abcdmquetzalcoatl" : manyWords(i)} `,
  }));
  const chat = { id: "chat", user_id: "user", title: "", status: "active", model: "m", stop: "[]" };
  const numbers = { temperature: 1, top_p: 1, n: 1, presence_penalty: 0, frequency_penalty: 0 };
  await database.db.insertInto("chats").values({
    ...chat,
    ...numbers,
    active_leaf: "",
    system_message: "",
    max_tokens: null,
    answering: null,
    memory_begins_at: null,
    prompt_tokens: 0,
    completion_tokens: 0,
    pinned: 0,
    archived: 0,
    created_at: 1,
    updated_at: 1,
    deleted_at: null,
    revision: 1,
  }).execute();
  for (const entry of entries) {
    await database.db.insertInto("search_entries").values(entry).execute();
  }
  await database.db.deleteFrom("search_entries").where("message_id", "=", "m3").execute();
  await wiper.wipe(AbortSignal.abort());
  assert.ok((await bytesOf(database)).includes("quetzalcoatl"));
  await wiper.wipe(signal);
  const words = await sql<{ count: number }>`
    select count(*) as count from search_words where search_words match 'abcdmcommon'`
    .execute(database.db);
  const rows = await database.db.selectFrom("search_entries").select("id").execute();
  assert.ok(rows.length > 100);
  assert.equal(words.rows[0]!.count, rows.length);
  assert.ok(!(await bytesOf(database)).includes("quetzalcoatl"));
});

Deno.test("wipe() fails while another connection needs the log, and DeletedText tries again", async () => {
  await using database = await sqliteDatabase();
  const wiper = new SqlTextWiper(database);
  const note = sql`insert into rate_limits (id, count, resets_at) values ('x', 1, 1)`;
  using reader = new DatabaseSync(database.url.replace("sqlite:", ""));
  reader.exec("begin; select count(*) from users");
  await note.execute(database.db);
  await assert.rejects(wiper.wipe(new AbortController().signal), { code: "unavailable" });

  const wiped = Promise.withResolvers<void>();
  const clock: Clock = {
    now: () => new Date(),
    sleep() {
      // The reader ends meanwhile.
      if (reader.isTransaction) reader.exec("rollback");
      return Promise.resolve();
    },
  };
  const deletedText = new DeletedText({
    clock,
    log: silentLog,
    textWiper: {
      async wipe(signal) {
        await wiper.wipe(signal);
        wiped.resolve();
      },
    },
  });
  deletedText.wipe();
  await wiped.promise;
  await deletedText.close();
  const log = await Deno.stat(`${database.url.replace("sqlite:", "")}-wal`);
  assert.equal(log.size, 0);
});

/** Enough that merging them takes several steps. */
function manyWords(seed: number): string {
  return Array.from({ length: 60 }, (_, i) => `abcdm${(seed * 7919 + i * 104_729) % 1e6}`).join(
    " ",
  );
}
