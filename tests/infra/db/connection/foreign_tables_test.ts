import assert from "node:assert/strict";
import { sql } from "kysely";
import {
  databases,
  sqliteDatabase,
  type TestDatabase,
} from "../../../support/databases/databases.ts";

/** Other programs' tables, and which of them has a name that Parley needs. */
const programs: Record<string, { made: string[]; named: string }> = {
  "the predecessor": {
    made: [
      "create table chats (id varchar(36) not null primary key, status varchar(6))",
      "create table messages (id varchar(36) not null primary key, order_msg smallint)",
      "create table schema_migrations (version bigint not null primary key, dirty boolean)",
      "insert into schema_migrations values (1, false)",
    ],
    named: "chats, messages, schema_migrations",
  },
  "a program with users and sessions": {
    made: [
      "create table people (id int, name varchar(9))",
      "insert into people values (1, 'Ana')",
      "create table Users (id int)",
      "create view sessions as select id from people",
    ],
    named: "sessions, Users",
  },
  "a program with migrations": {
    made: ["create table schema_migrations (version varchar(255) not null primary key)"],
    named: "schema_migrations",
  },
  "a program with shares": { made: ["create table shares (price int)"], named: "shares" },
};

for (const { name, ignore, open } of databases()) {
  for (const [program, { made, named }] of Object.entries(programs)) {
    Deno.test({
      name: `${name}: the database of ${program} is refused, and nothing of it changed`,
      ignore,
      async fn() {
        await using database = await open({ migrate: false });
        for (const statement of made) await sql.raw(statement).execute(database.db);
        const before = await contentOf(database);
        for (const attempt of [() => database.migrate(), () => database.checkSchema()]) {
          await assert.rejects(attempt(), (error: Error) => {
            const [, names] =
              /with names that Parley needs: (.*?)\. Nothing was/.exec(error.message) ?? [];
            const sorted = (list = "") => list.toLowerCase().split(", ").sort();
            assert.deepEqual(sorted(names), sorted(named));
            assert.match(error.message, /a database of its own, .*deno task adopt/);
            return true;
          });
        }
        assert.deepEqual(await contentOf(database), before);
      },
    });
  }

  Deno.test({
    name: `${name}: another program's tables with other names stay as they are`,
    ignore,
    async fn() {
      await using database = await open({ migrate: false });
      await sql`create table wp_posts (id int)`.execute(database.db);
      assert.notDeepEqual(await database.migrate(), []);
      await database.checkSchema();
      await sql`insert into wp_posts values (1)`.execute(database.db);
    },
  });
}

/** In SQLite, indexes share the names of tables, and a virtual table has more tables than one. */
const inTheWay: [made: string, named: string][] = [
  ["create index chats on things (id)", "chats"],
  ["create index Chats_By_User on things (id)", "Chats_By_User"],
  ["create table messages_by_request (id)", "messages_by_request"],
  ["create view shares_by_user as select id from things", "shares_by_user"],
  ["create table search_words_data (id)", "search_words_data"],
  ["create index search_words_config on things (id)", "search_words_config"],
];

for (const [made, named] of inTheWay) {
  Deno.test(`SQLite: ${made} is in the way, and nothing of the file is changed`, async () => {
    await using database = await sqliteDatabase({ migrate: false });
    for (const statement of ["create table things (id)", made]) {
      await sql.raw(statement).execute(database.db);
    }
    const before = await contentOf(database);
    for (const attempt of [() => database.migrate(), () => database.checkSchema()]) {
      await assert.rejects(
        attempt(),
        new RegExp(
          `tables or indexes with names that Parley needs: ${named}\\. Nothing was changed`,
        ),
      );
    }
    assert.deepEqual(await contentOf(database), before);
  });
}

Deno.test("SQLite: checkSchema() changes nothing of a file that lacks our tables", async () => {
  await using database = await sqliteDatabase({ migrate: false });
  await sql`create table wp_posts (id int)`.execute(database.db);
  await Deno.chmod(database.url.replace("sqlite:", ""), 0o644);
  const before = await contentOf(database);
  await assert.rejects(database.checkSchema(), /lacks 0001_initial/);
  assert.deepEqual(await contentOf(database), before);
});

/** All tables with columns and rows; of a file also its bytes, mode and neighbours. */
async function contentOf({ db, dialect, url }: TestDatabase): Promise<unknown> {
  const tables = await db.introspection.getTables();
  const rows = await Promise.all(
    tables.map(async ({ name }) => (await sql`select * from ${sql.table(name)}`.execute(db)).rows),
  );
  if (dialect === "mysql") return { tables, rows };
  const path = url.replace("sqlite:", "");
  const folder = path.replace(/[^/]*$/, "");
  const files = [...Deno.readDirSync(folder)].map((file) => file.name);
  const { mode } = await Deno.stat(path);
  return { tables, rows, files, mode, bytes: await Deno.readFile(path) };
}
