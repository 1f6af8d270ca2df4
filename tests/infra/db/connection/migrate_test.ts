import assert from "node:assert/strict";
import { neutralSettings } from "../../../../domain/models/settings.ts";
import { chatFromRow, chatRow } from "../../../../infra/db/chats/chat_rows.ts";
import type { SqlDialect } from "../../../../infra/db/connection/database.ts";
import {
  readMigrations,
  splitStatements,
} from "../../../../infra/db/connection/migration_files.ts";
import { openDatabase } from "../../../../infra/db/connection/open_database.ts";
import { firstTurn } from "../../../contracts/sample_turns.ts";
import { databases, type TestDatabase } from "../../../support/databases/databases.ts";

const first = { "0001_first.sql": "create table a (id int);\ncreate table b (id int);\n" };
const second = { "0002_second.sql": "create table c (id int);\n" };
const broken = { "0002_second.sql": "create table c (id int);\ncreate tabel d (id int);\n" };

for (const { name, ignore, open } of databases()) {
  const test = (title: string, fn: (folder: Folder) => Promise<void>) =>
    Deno.test({
      name: `${name}: ${title}`,
      ignore,
      async fn() {
        await using folder = await makeFolder();
        await fn(folder);
      },
    });

  test("migrate() applies each missing migration once, and records it", async (folder) => {
    await using database = await open({ migrate: false, migrations: folder.url });
    await folder.write(first);
    assert.deepEqual(await database.migrate(), ["0001_first"]);
    assert.deepEqual(await database.migrate(), []);
    await folder.write(second);
    await assert.rejects(database.checkSchema(), /lacks 0002_second: run the migrations/);
    assert.deepEqual(await database.migrate(), ["0002_second"]);
    await database.checkSchema();
    const records = await database.db.selectFrom("schema_migrations").selectAll().execute();
    assert.deepEqual(records.map(({ version, name }) => [version, name]), [
      [1, "0001_first"],
      [2, "0002_second"],
    ]);
    for (const { started_at, finished_at, checksum } of records) {
      assert.ok(Math.abs(Date.now() - started_at) < 60_000);
      assert.ok(finished_at !== null && finished_at >= started_at);
      assert.match(checksum, /^[0-9a-f]{64}$/);
    }
  });

  test("migrate() notes deletions that an older version began", async (folder) => {
    const files = await ownMigrations(name === "SQLite" ? "sqlite" : "mysql");
    await folder.write(Object.fromEntries(files.filter(([name]) => name < "0010")));
    await using database = await open({ migrations: folder.url });
    const user = { name: "", password_hash: null, settings: null };
    const rows = [
      { ...user, id: "gone", email: "erased gone", created_at: 12 },
      { ...user, id: "here", email: "erased@example.com", created_at: 13 },
    ];
    await database.db.insertInto("users").values(rows).execute();
    await folder.write(Object.fromEntries(files));
    await database.migrate();
    const users = await database.db.selectFrom("users").select("id").execute();
    assert.deepEqual(users, [{ id: "here" }]);
    const erasures = await database.db.selectFrom("erasures").selectAll().execute();
    assert.deepEqual(erasures, [{ user_id: "gone", begun_at: 12, finished_at: null }]);
  });

  test("migrate() lets chats keep their settings, and older processes add some", async (folder) => {
    const files = await ownMigrations(name === "SQLite" ? "sqlite" : "mysql");
    await folder.write(Object.fromEntries(files.filter(([name]) => name < "0012")));
    await using database = await open({ migrations: folder.url });
    const { settings: _, ...older } = chatRow({
      ...firstTurn().chat,
      id: "before",
      config: { model: "m", ...neutralSettings, temperature: 0.5, maxTokens: 7, stop: ["x"] },
    });
    await database.db.insertInto("chats").values(older).execute();
    await folder.write(Object.fromEntries(files));
    await database.migrate();
    await database.db.insertInto("chats").values({ ...older, id: "beside" }).execute();
    const rows = await database.db.selectFrom("chats").selectAll().orderBy("id").execute();
    const newer = { ...rows[0]!, settings: '{"unheardOf":1,"temperature":2}' };
    for (const row of [...rows, newer]) {
      const { config } = chatFromRow(row);
      const expected = { model: "m", temperature: 0.5, maxTokens: 7, stop: ["x"] };
      assert.deepEqual(config, { ...neutralSettings, ...expected });
    }
    assert.equal(rows.length, 2);
  });

  test("checkSchema() refuses an empty database", async (folder) => {
    await folder.write(first);
    await using database = await open({ migrate: false, migrations: folder.url });
    await assert.rejects(database.checkSchema(), /lacks 0001_first/);
  });

  test("migrate() refuses a migration that was changed, but not one with other line ends", async (folder) => {
    await folder.write(first);
    await using database = await open({ migrations: folder.url });
    await folder.write({ "0001_first.sql": first["0001_first.sql"].replaceAll("\n", "\r\n") });
    assert.deepEqual(await database.migrate(), []);
    await folder.write({ "0001_first.sql": "create table a (id bigint);\n" });
    await assert.rejects(database.migrate(), /Migration 0001_first was changed after/);
    await assert.rejects(database.checkSchema(), /Migration 0001_first was changed after/);
  });

  test("migrate() refuses a schema newer than it knows", async (folder) => {
    await folder.write({ ...first, ...second });
    await using database = await open({ migrations: folder.url });
    await folder.remove("0002_second.sql");
    await assert.rejects(
      database.migrate(),
      /newer than this program: it has migration 0002_second/,
    );
    await assert.rejects(database.checkSchema(), /newer than this program/);
  });

  test("migrate() names the statement that failed, and applies none after it", async (folder) => {
    await folder.write({ ...first, ...broken });
    await using database = await open({ migrate: false, migrations: folder.url });
    await assert.rejects(database.migrate(), /Migration 0002_second failed at statement 2 of 2: /);
    if (database.dialect === "sqlite") {
      assert.deepEqual(await database.db.introspection.getTables(), []);
    }
    await folder.write(second);
    if (database.dialect === "sqlite") {
      // All migrations are one transaction, the first included.
      assert.deepEqual(await database.migrate(), ["0001_first", "0002_second"]);
      return;
    }
    await assert.rejects(database.migrate(), /0002_second was begun at .* delete version 2/);
    await assert.rejects(database.checkSchema(), /0002_second was begun at .* delete version 2/);
    await database.db.schema.dropTable("c").execute();
    await database.db.deleteFrom("schema_migrations").where("version", "=", 2).execute();
    assert.deepEqual(await database.migrate(), ["0002_second"]);
  });

  test("migrate() runs once when several processes start at the same time", async (folder) => {
    const slow = Array.from({ length: 30 }, (_, index) => `create table t${index} (id int);\n`);
    await folder.write({ "0001_slow.sql": slow.join(""), ...second });
    await using database = await open({ migrate: false, migrations: folder.url });
    const outputs = await migrateInProcesses(database, folder, 3);
    assert.deepEqual(outputs.sort(), ['["0001_slow","0002_second"]', "[]", "[]"]);
    await database.checkSchema();
  });

  test("migrate() runs once when several connections start at the same time", async (folder) => {
    await folder.write({ ...first, ...second });
    await using database = await open({ migrate: false, migrations: folder.url });
    const others = await Promise.all(
      [1, 2, 3].map(() => openDatabase(database.url, { migrations: folder.url })),
    );
    const applied = await Promise.all([database, ...others].map((it) => it.migrate()));
    assert.deepEqual(applied.flat(), ["0001_first", "0002_second"]);
    await Promise.all(others.map((it) => it.close()));
  });
}

Deno.test("readMigrations() finds the same migrations for both dialects", async () => {
  const names = async (dialect: "sqlite" | "mysql") =>
    (await readMigrations(dialect)).map(({ version, name }) => [version, name]);
  const sqlite = await names("sqlite");
  assert.deepEqual(sqlite[0], [1, "0001_initial"]);
  assert.deepEqual(await names("mysql"), sqlite);
});

Deno.test("readMigrations() refuses a gap in the numbers", async () => {
  await using folder = await makeFolder();
  await folder.write({ ...first, "0003_third.sql": "select 1;\n" });
  await assert.rejects(readMigrations("sqlite", folder.url), /0003_third: its number should be 2/);
});

Deno.test("splitStatements() splits at semicolons that end a line", () => {
  const text = "-- a; comment;\ncreate table a (\n  b text default ';' -- c\n);  \n\n" +
    "  -- more;\ninsert into a values ('x; y');\nselect 1";
  assert.deepEqual(splitStatements(text), [
    "create table a (\n  b text default ';' -- c\n)",
    "insert into a values ('x; y')",
    "select 1",
  ]);
});

type Folder = AsyncDisposable & {
  readonly url: URL;
  /** Writes files for both dialects. */
  write(files: Record<string, string>): Promise<void>;
  remove(name: string): Promise<void>;
};

async function makeFolder(): Promise<Folder> {
  const path = await Deno.makeTempDir({ prefix: "parley-migrations-" });
  const homes = [`${path}/sqlite`, `${path}/mysql`];
  for (const home of homes) await Deno.mkdir(home);
  return {
    url: new URL(`file://${path}/`),
    async write(files) {
      for (const [name, text] of Object.entries(files)) {
        for (const home of homes) await Deno.writeTextFile(`${home}/${name}`, text);
      }
    },
    async remove(name) {
      for (const home of homes) await Deno.remove(`${home}/${name}`);
    },
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/** The program's own migrations: names of files and their content. */
async function ownMigrations(dialect: SqlDialect): Promise<[string, string][]> {
  const home = new URL(`../../../../migrations/${dialect}/`, import.meta.url);
  const names = await Array.fromAsync(Deno.readDir(home), ({ name }) => name);
  const read = async (name: string): Promise<[string, string]> => [
    name,
    await Deno.readTextFile(new URL(name, home)),
  ];
  return await Promise.all(names.map(read));
}

async function migrateInProcesses(
  { url }: TestDatabase,
  folder: Folder,
  count: number,
): Promise<string[]> {
  const script = new URL("migrate_process.ts", import.meta.url).href;
  const processes = Array.from({ length: count }, () =>
    new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", "--no-check", script, url, folder.url.href],
      stdin: "piped",
      stdout: "piped",
    }).spawn());
  const readers = processes.map(({ stdout }) =>
    stdout.pipeThrough(new TextDecoderStream()).getReader()
  );
  for (const reader of readers) assert.equal((await reader.read()).value, "ready\n");
  for (const { stdin } of processes) {
    const writer = stdin.getWriter();
    await writer.write(new Uint8Array([10]));
    await writer.close();
  }
  return await Promise.all(processes.map(async ({ status }, index) => {
    let output = "";
    for (let read; !(read = await readers[index]!.read()).done;) output += read.value;
    assert.equal((await status).code, 0);
    return output.trim();
  }));
}
