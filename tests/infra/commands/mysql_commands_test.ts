import assert from "node:assert/strict";
import { sql } from "kysely";
import { mysqlCommand } from "../../../infra/commands/mysql_commands.ts";
import { openDatabase } from "../../../infra/db/connection/open_database.ts";
import { createDatabase, lacksMariadb, startMariadb } from "../../support/databases/mariadb.ts";
import { dataFolder } from "../../support/process/data_folder.ts";
import { startParley } from "../../support/process/parley_process.ts";
import { runProgram } from "../../support/process/run_program.ts";

Deno.test("mysqlCommand() quotes for the shell, and has each tool's options for TLS and ids", () => {
  const url = new URL(
    "mysql://o%27neil:s3cr3t@[::1]:3307/my%20chats?ssl=verify-ca&ssl-ca=certs/a.pem",
  );
  assert.equal(
    mysqlCommand(url, false, { does: "dump", file: "my dump.sql" }),
    "mysqldump --host=::1 --port=3307 --user='o'\\''neil' --ssl-mode=VERIFY_CA " +
      "--ssl-ca=certs/a.pem --default-character-set=utf8mb4 --single-transaction --quick " +
      "--no-tablespaces --set-gtid-purged=OFF --result-file='my dump.sql' 'my chats'",
  );
  assert.equal(
    mysqlCommand(new URL("mysql://parley@db/parley"), true, { does: "load", file: "a.sql" }),
    "mariadb --host=db --port=3306 --user=parley --skip-ssl --default-character-set=utf8mb4 " +
      "parley < a.sql",
  );
});

Deno.test({
  name:
    "main.ts backup and restore print commands that work for a user with rights on its database only",
  ignore: lacksMariadb(),
  async fn() {
    await using data = await dataFolder();
    await using server = await startMariadb();
    const url = await createDatabase(server.url);
    const name = url.pathname.slice(1);
    await using admin = await opened(url.href);
    await admin.database.migrate();
    await run(admin, "create user owner@'127.0.0.1' identified by 's3cr3t'");
    await run(admin, `grant all on ${name}.* to owner@'127.0.0.1'`);
    [url.username, url.password] = ["owner", "s3cr3t"];
    await run(
      admin,
      "insert into users (id, email, name, created_at) values ('a', 'é@x', '🙂', 1)",
    );
    const printed = async (...args: string[]) => {
      const env = { DATABASE_URL: url.href };
      await using command = await startParley({ data: data.path, env, args });
      const { code, stdout, stderr } = await command.ended();
      assert.equal(code, 1);
      assert.match(stderr, /^Nothing was done: .*MYSQL_PWD/);
      assert.doesNotMatch(stdout + stderr, /s3cr3t/);
      return stdout;
    };
    const shell = (command: string) =>
      runProgram("sh", { args: ["-ec", command], env: { MYSQL_PWD: "s3cr3t" } });
    const file = `${data.path}/dump.sql`;
    await shell(await printed("backup", file));
    await run(admin, "update users set name = 'changed'");
    // Into the same server.
    await shell(await printed("restore", file));
    const { rows } = await run(admin, "select name, email from users");
    assert.deepEqual(rows, [{ name: "🙂", email: "é@x" }]);
    await admin.database.checkSchema();
  },
});

async function opened(url: string) {
  const database = await openDatabase(url, { connections: 1 });
  return { database, [Symbol.asyncDispose]: () => database.close() };
}

function run({ database }: Awaited<ReturnType<typeof opened>>, statement: string) {
  return sql.raw(statement).execute(database.db);
}
