import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import type { SqlDialect } from "../../../infra/db/connection/database.ts";
import { openDatabase } from "../../../infra/db/connection/open_database.ts";
import {
  createDatabase,
  lacksTestServer,
  startTestServer,
} from "../../support/databases/mariadb.ts";
import { dataFolder } from "../../support/process/data_folder.ts";
import { startParley } from "../../support/process/parley_process.ts";

/** Brings a database to the schema of an older version, with two users. */
async function makeOlder(url: string, dialect: SqlDialect, folder: string): Promise<void> {
  const home = new URL(`../../../migrations/${dialect}/`, import.meta.url);
  await Deno.mkdir(`${folder}/migrations/${dialect}`, { recursive: true });
  for await (const { name } of Deno.readDir(home)) {
    if (name >= "0010") continue;
    await Deno.copyFile(new URL(name, home), `${folder}/migrations/${dialect}/${name}`);
  }
  const migrations = pathToFileURL(`${folder}/migrations/`);
  const database = await openDatabase(url, { migrations });
  await database.migrate();
  const user = { name: "", password_hash: null, settings: null, created_at: 1 };
  await database.db.insertInto("users").values([
    { ...user, id: "a", email: "a@example.com" },
    { ...user, id: "gone", email: "erased gone" },
  ]).execute();
  await database.close();
}

/** Runs `main.ts migrate --dry-run` to its end. */
async function dryRun(data: string, url: string): Promise<string> {
  await using command = await startParley({
    data,
    env: { DATABASE_URL: url },
    args: ["migrate", "--dry-run"],
  });
  const { code, stdout, stderr } = await command.ended();
  assert.deepEqual([code, stderr], [0, ""]);
  return stdout;
}

async function checkDryRun(data: string, url: string): Promise<void> {
  const before = await dryRun(data, url);
  assert.match(before, /^-- 0010_[a-z_]+\n/);
  assert.match(before, /delete from users where [^;]+;\n-- touches 1 rows of users\n/);
  assert.match(before, /create table \w+ [^;]+;\n-- touches no rows\n/);
  assert.match(before, /alter table chats add column [^;]+;\n-- touches 0 rows of chats\n/);
  assert.match(before, /\n-- Nothing was changed\n$/);
  // The same again, as nothing was changed.
  assert.equal(await dryRun(data, url), before);
  const database = await openDatabase(url);
  assert.equal((await database.db.selectFrom("users").select("id").execute()).length, 2);
  await database.migrate().finally(() => database.close());
  assert.equal(await dryRun(data, url), "The database's schema is up to date\n");
}

Deno.test("SQLite: main.ts migrate --dry-run prints statements and rows, and changes nothing", async () => {
  await using data = await dataFolder();
  const url = `sqlite:${data.path}/parley.db`;
  await makeOlder(url, "sqlite", data.path);
  await checkDryRun(data.path, url);
});

Deno.test("SQLite: main.ts migrate --dry-run makes no file", async () => {
  await using data = await dataFolder();
  const printed = await dryRun(data.path, `sqlite:${data.path}/parley.db`);
  assert.match(printed, /parley\.db does not exist: the first start makes it/);
  assert.deepEqual([...Deno.readDirSync(data.path)], []);
});

Deno.test({
  name: "MySQL: main.ts migrate --dry-run prints statements and rows, and changes nothing",
  ignore: lacksTestServer(),
  async fn() {
    await using data = await dataFolder();
    await using server = await startTestServer();
    const { href } = await createDatabase(server.url);
    await makeOlder(href, "mysql", data.path);
    await checkDryRun(data.path, href);
  },
});
