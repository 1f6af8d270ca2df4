import assert from "node:assert/strict";
import { sql } from "kysely";
import { openDatabase } from "../../../../infra/db/connection/open_database.ts";
import { createDatabase, lacksMariadb, startMariadb } from "../../../support/databases/mariadb.ts";
import { dataFolder } from "../../../support/process/data_folder.ts";
import { startParley } from "../../../support/process/parley_process.ts";

async function runDoctor(data: string, url: URL, env: Record<string, string> = {}) {
  await using command = await startParley({
    data,
    env: { DATABASE_URL: url.href, ...env },
    args: ["doctor"],
  });
  const { code, stdout } = await command.ended();
  assert.doesNotMatch(stdout, /s3cr3t/);
  return { code, stdout };
}

Deno.test({
  name:
    "main.ts doctor looks at a MySQL server: version, rights, clock, migrations, and who is let in",
  ignore: lacksMariadb(),
  async fn() {
    await using data = await dataFolder();
    await using server = await startMariadb();
    const url = await createDatabase(server.url);
    const admin = await openDatabase(url.href, { connections: 1 });
    await using _closing = { [Symbol.asyncDispose]: () => admin.close() };
    const run = (statement: string) => sql.raw(statement).execute(admin.db);
    const name = url.pathname.slice(1);
    const fresh = await runDoctor(data.path, url, { MIGRATE: "off" });
    assert.equal(fresh.code, 1);
    assert.match(fresh.stdout, /ok +Database: mysql:.*: \d+\.\d+.*MariaDB.*, \w+, \w+/);
    assert.match(
      fresh.stdout,
      /PROBLEM {2}Schema: Pending migrations: 0001_initial, .* off\n +Run/,
    );
    assert.deepEqual((await run("show tables")).rows, []);
    await admin.migrate();
    const migrated = await runDoctor(data.path, url, { MIGRATE: "off" });
    assert.equal(migrated.code, 0, migrated.stdout);
    assert.match(migrated.stdout, /ok +Schema: Up to date/);
    assert.match(migrated.stdout, /ok +Privileges: .* may do all/);
    assert.match(migrated.stdout, /ok +Clock: The database's clock is \d+ ms (ahead|behind)/);

    await run("create user reader@'127.0.0.1' identified by 's3cr3t'");
    await run(`grant select, insert on \`${name.replaceAll("_", "\\_")}\`.* to reader@'127.0.0.1'`);
    const reader = new URL(url);
    [reader.username, reader.password] = ["reader", "s3cr3t"];
    const limited = await runDoctor(data.path, reader);
    assert.equal(limited.code, 1);
    assert.match(
      limited.stdout,
      /PROBLEM {2}Privileges: .* may not UPDATE, DELETE, CREATE, ALTER, INDEX, DROP\n +As an admin/,
    );
    reader.password = "wrong-s3cr3t";
    const refused = await runDoctor(data.path, reader);
    assert.equal(refused.code, 1);
    assert.match(
      refused.stdout,
      /PROBLEM {2}Database: .*Access denied for user 'reader'.*\n +Check/,
    );

    await run("set global read_only = 1");
    const replica = await runDoctor(data.path, url);
    assert.match(
      replica.stdout,
      /PROBLEM {2}Database: The server is read-only\n +Name the primary/,
    );
  },
});

Deno.test({
  name: "main.ts doctor says that a MySQL server is away",
  ignore: lacksMariadb(),
  async fn() {
    await using data = await dataFolder();
    const url = new URL("mysql://parley:s3cr3t@127.0.0.1:1/parley");
    const { code, stdout } = await runDoctor(data.path, url);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /PROBLEM {2}Database: .*parley:\*\*\*@.*ECONNREFUSED.*\n +Check DATABASE_URL/,
    );
  },
});
