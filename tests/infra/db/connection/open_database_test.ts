import assert from "node:assert/strict";
import { sql } from "kysely";
import { AppError } from "../../../../domain/app_error.ts";
import { openDatabase } from "../../../../infra/db/connection/open_database.ts";
import { databases, type TestDatabase } from "../../../support/databases/databases.ts";
import { makeCertificates } from "../../../support/grpc/certificates.ts";
import { startMariadb } from "../../../support/databases/mariadb.ts";
import { requireProgram } from "../../../support/suite/requirements.ts";

const [sqlite, mysql] = databases() as [
  ReturnType<typeof databases>[number],
  ReturnType<typeof databases>[number],
];

Deno.test("openDatabase() makes the folders of a SQLite file", async () => {
  const folder = await Deno.makeTempDir();
  const database = await openDatabase(`sqlite:${folder}/a/b/parley.db`);
  await database.ping();
  await database.close();
  assert.ok((await Deno.stat(`${folder}/a/b/parley.db`)).isFile);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("openDatabase() opens a database in memory", async () => {
  const database = await openDatabase("sqlite::memory:");
  await database.migrate();
  await database.checkSchema();
  await database.close();
});

Deno.test("openDatabase() names neither password nor host of a URL it can't use", async () => {
  for (const url of ["postgres://someone:hunter2@host/db", "hunter2"]) {
    await assert.rejects(openDatabase(url), (error: Error) => {
      assert.match(error.message, /neither sqlite: nor mysql:/);
      assert.doesNotMatch(error.message, /hunter2|host/);
      return true;
    });
  }
});

Deno.test("openDatabase() says that a file is no database", async () => {
  const file = await Deno.makeTempFile();
  await Deno.writeTextFile(file, "This is a text file, of a few words.\n".repeat(100));
  await assert.rejects(openDatabase(`sqlite:${file}`), /file is not a database/);
  await Deno.remove(file);
});

Deno.test("openDatabase() is unavailable when no server listens", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  await assert.rejects(openDatabase(`mysql://root@127.0.0.1:${port}/db`), (error: AppError) => {
    assert.equal(error.code, "unavailable");
    assert.match((error.cause as Error).message, /ECONNREFUSED/);
    return true;
  });
});

Deno.test("openDatabase() refuses TLS that would verify nothing", async () => {
  const url = "mysql://root@127.0.0.1:1/db";
  await assert.rejects(openDatabase(`${url}?ssl=yes`), /ssl=yes is none of/);
  await assert.rejects(openDatabase(`${url}?ssl=required`), /127\.0\.0\.1 is an address/);
});

mysqlTest("openDatabase() reports wrong credentials and databases", async (database) => {
  const url = new URL(database.url);
  url.pathname = "/no_such_database";
  await assert.rejects(openDatabase(url.href), /Unknown database/);
  url.password = "wrong";
  await assert.rejects(openDatabase(url.href), /Access denied/);
});

mysqlTest(
  "openDatabase() sets its sessions' modes under any settings of the server",
  async (database) => {
    await sql`set global time_zone = '+05:30', global sql_mode = ''`.execute(database.db);
    try {
      const fresh = await openDatabase(database.url);
      const { rows } = await sql<Record<string, string>>`
      select @@session.time_zone as zone, @@session.sql_mode as mode,
        @@character_set_client as charset`.execute(fresh.db);
      await fresh.close();
      assert.equal(rows[0]?.zone, "+00:00");
      assert.match(rows[0]?.mode ?? "", /STRICT_ALL_TABLES/);
      assert.equal(rows[0]?.charset, "utf8mb4");
    } finally {
      await sql`set global time_zone = default, global sql_mode = default`.execute(database.db);
    }
  },
);

mysqlTest("run() is unavailable when its connection breaks, then works again", async (database) => {
  const admin = await openDatabase(database.url);
  const kill = (id: number) => sql.raw(`kill ${id}`).execute(admin.db);
  await assert.rejects(
    database.transaction(async (tx) => {
      const { rows } = await sql<{ id: number }>`select connection_id() as id`.execute(tx);
      await kill(rows[0]!.id);
      await sql`select sleep(5)`.execute(tx);
    }),
    isUnavailable,
  );
  await database.ping();
  await admin.close();
});

Deno.test({
  name: "openDatabase() is unavailable once the server is gone",
  ignore: requireProgram("mariadbd").ignore,
  async fn() {
    const server = await startMariadb();
    const database = await openDatabase(server.url.href);
    await server[Symbol.asyncDispose]();
    await assert.rejects(database.ping(), isUnavailable);
    await assert.rejects(database.run((db) => sql`select 1`.execute(db)), isUnavailable);
    await assert.rejects(database.transaction(() => Promise.resolve()), isUnavailable);
    await database.close();
  },
});

Deno.test({
  name: "openDatabase() verifies the server's certificate and name over TLS",
  ignore: requireProgram("mariadbd").ignore || requireProgram("openssl").ignore,
  async fn() {
    await using certificates = await makeCertificates();
    await using server = await startMariadb([
      `--ssl-ca=${certificates.path("ca.pem")}`,
      `--ssl-cert=${certificates.path("server.pem")}`,
      `--ssl-key=${certificates.path("server.key")}`,
      "--require-secure-transport",
    ]);
    const { port } = server.url;
    const ca = `ssl-ca=${certificates.path("ca.pem")}`;
    const cipher = async (host: string, query: string) => {
      const database = await openDatabase(`mysql://root@${host}:${port}/${query}`);
      const { rows } = await sql<{ Value: string }>`show status like 'Ssl_cipher'`
        .execute(database.db);
      await database.close();
      return rows[0]!.Value;
    };
    assert.match(await cipher("localhost", `?ssl=required&${ca}`), /^TLS_/);
    assert.match(await cipher("localhost", `?${ca}`), /^TLS_/);
    assert.match(await cipher("127.0.0.1", `?ssl=verify-ca&${ca}`), /^TLS_/);
    await assert.rejects(cipher("localhost", "?ssl=required"), isUnavailable);
    await assert.rejects(cipher("localhost", "?ssl=verify-ca"), isUnavailable);
    await assert.rejects(cipher("localhost", ""), /Access denied/);

    // Another certificate of the same authority, for no host at all.
    await Deno.copyFile(certificates.path("client.pem"), certificates.path("server.pem"));
    await Deno.copyFile(certificates.path("client.key"), certificates.path("server.key"));
    const admin = await openDatabase(`mysql://root@127.0.0.1:${port}/?ssl=verify-ca&${ca}`);
    await sql`flush ssl`.execute(admin.db);
    await admin.close();
    assert.match(await cipher("localhost", `?ssl=verify-ca&${ca}`), /^TLS_/);
    await assert.rejects(cipher("localhost", `?ssl=required&${ca}`), (error: AppError) => {
      assert.match((error.cause as Error).message, /does not match/);
      return true;
    });
  },
});

for (const { name, ignore, open } of [sqlite, mysql]) {
  Deno.test({
    name: `${name}: transaction() leaves nothing behind when its work throws`,
    ignore,
    async fn() {
      await using database = await open();
      const insert = { id: "instance", beat_at: 1 };
      const failure = new Error("changed my mind");
      const attempt = database.transaction(async (tx) => {
        await tx.insertInto("instances").values(insert).execute();
        throw failure;
      });
      await assert.rejects(attempt, failure);
      assert.deepEqual(await database.db.selectFrom("instances").selectAll().execute(), []);
    },
  });
}

Deno.test("transaction() waits for another connection's without holding up the process", async () => {
  await using database = await sqlite.open();
  const other = await openDatabase(database.url);
  let ticks = 0;
  const ticker = setInterval(() => ticks++, 1);
  const holding = Promise.withResolvers<void>();
  const held = other.transaction(async (tx) => {
    await tx.insertInto("instances").values({ id: "other", beat_at: 1 }).execute();
    holding.resolve();
    while (ticks < 20) await new Promise((resolve) => setTimeout(resolve, 1));
  });
  await holding.promise;
  await database.transaction((tx) =>
    tx.insertInto("instances").values({ id: "mine", beat_at: 2 }).execute()
  );
  assert.ok(ticks >= 20);
  clearInterval(ticker);
  await held;
  const rows = await database.db.selectFrom("instances").select("id").orderBy("id").execute();
  assert.deepEqual(rows.map(({ id }) => id), ["mine", "other"]);
  await other.close();
});

Deno.test("transaction() keeps others from writing after it has read", async () => {
  await using database = await sqlite.open();
  const other = await openDatabase(database.url);
  const insert = (db: TestDatabase["db"], id: string) =>
    db.insertInto("instances").values({ id, beat_at: 0 }).execute();
  let attempts = 0;
  let others: Promise<unknown> | undefined;
  await database.transaction(async (tx) => {
    attempts++;
    await tx.selectFrom("instances").selectAll().execute();
    others ??= other.run((db) => insert(db, "other"));
    await new Promise((resolve) => setTimeout(resolve, 10));
    await insert(tx, "mine");
  });
  await others;
  assert.equal(attempts, 1);
  await other.close();
});

mysqlTest("transaction() retries after a deadlock", async (database) => {
  await database.db.insertInto("instances").values([
    { id: "a", beat_at: 0 },
    { id: "b", beat_at: 0 },
  ]).execute();
  const locked = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let attempts = 0;
  const work = (mine: number, ids: [string, string]) =>
    database.transaction(async (tx) => {
      attempts++;
      const add = (id: string) =>
        tx.updateTable("instances").set((eb) => ({ beat_at: eb("beat_at", "+", 1) }))
          .where("id", "=", id).execute();
      await add(ids[0]);
      locked[mine]!.resolve();
      await locked[1 - mine]!.promise;
      await add(ids[1]);
    });
  await Promise.all([work(0, ["a", "b"]), work(1, ["b", "a"])]);
  assert.equal(attempts, 3);
  const rows = await database.db.selectFrom("instances").select("beat_at").execute();
  assert.deepEqual(rows, [{ beat_at: 2 }, { beat_at: 2 }]);
});

mysqlTest("transaction() retries after the errors of clusters", async (database) => {
  for (const number of [1180, 1213, 3101]) {
    let attempts = 0;
    await database.transaction(async (tx) => {
      const refusal = `signal sqlstate 'HY000' set mysql_errno = ${number}`;
      if (++attempts === 1) await sql.raw(refusal).execute(tx);
    });
    assert.equal(attempts, 2, `${number}`);
  }
});

mysqlTest(
  "transaction() does its work again after waiting too long for a lock",
  async (database) => {
    await database.db.insertInto("instances").values({ id: "a", beat_at: 0 }).execute();
    const add = (db: TestDatabase["db"]) =>
      db.updateTable("instances").set((eb) => ({ beat_at: eb("beat_at", "+", 1) }))
        .where("id", "=", "a").execute();
    const statements: string[] = [];
    const waiting = await openDatabase(database.url, {
      onStatement: (text) => statements.push(text),
    });
    const release = Promise.withResolvers<void>();
    const holding = Promise.withResolvers<void>();
    const held = database.transaction(async (tx) => {
      await add(tx);
      holding.resolve();
      await release.promise;
    });
    await holding.promise;
    const timedOut = () => statements.filter((text) => text.startsWith("rollback")).length > 0;
    const waiter = waiting.transaction(async (tx) => {
      // The lock is released before the second attempt.
      if (timedOut()) release.resolve();
      await sql`set session innodb_lock_wait_timeout = 1`.execute(tx);
      await add(tx);
    });
    await Promise.all([held, waiter]);
    const { beat_at } = await database.db.selectFrom("instances").select("beat_at")
      .executeTakeFirstOrThrow();
    assert.equal(beat_at, 2);
    await waiting.close();
  },
);

function mysqlTest(name: string, fn: (database: TestDatabase) => Promise<void>): void {
  Deno.test({
    name,
    ignore: mysql.ignore,
    async fn() {
      await using database = await mysql.open();
      await fn(database);
    },
  });
}

function isUnavailable(error: unknown): boolean {
  assert.ok(error instanceof AppError, String(error));
  assert.equal(error.code, "unavailable");
  assert.ok(error.cause instanceof Error);
  return true;
}
