import assert from "node:assert/strict";
import { sql } from "kysely";
import { AppError } from "../../../../domain/app_error.ts";
import { defaultPoolLimits } from "../../../../infra/db/connection/bounded_pool.ts";
import type { Database } from "../../../../infra/db/connection/database.ts";
import { openDatabase, type OpenOptions } from "../../../../infra/db/connection/open_database.ts";
import {
  databases,
  mysqlDatabase,
  type TestDatabase,
} from "../../../support/databases/databases.ts";
import { type FaultProxy, startFaultProxy } from "../../../support/databases/fault_proxy.ts";
import { lacksMariadb, startMariadb } from "../../../support/databases/mariadb.ts";
import { proxiedDatabase } from "../../../support/databases/proxied_database.ts";

const mysql = databases()[1]!;

/** Milliseconds: short, but long enough for a server on a busy machine to answer in. */
const limits = { ...defaultPoolLimits, statement: 1_500, ping: 1_000, trust: 0, wait: 1_500 };

type Site = {
  /** The database as the program reaches it, through the proxy. */
  readonly database: Database;
  readonly proxy: FaultProxy;
  /** The same database without the proxy between. */
  readonly direct: TestDatabase;
};

function proxyTest(name: string, run: (site: Site) => Promise<void>, options: OpenOptions = {}) {
  Deno.test({
    name,
    ignore: mysql.ignore,
    async fn() {
      await using site = await proxiedDatabase(mysql);
      const { direct, proxy } = site;
      const database = await openDatabase(site.url, { limits, ...options });
      await run({ database, proxy, direct }).finally(() => database.close());
    },
  });
}

proxyTest("a statement that is not answered ends in time, and the next ones work", async (site) => {
  const { database, proxy } = site;
  proxy.become("stall");
  await assert.rejects(insert(database, "lost"), isUnavailable(/did not answer within 1.5 s/));
  proxy.become("none");
  await insert(database, "stored");
  assert.ok((await idsIn(site.direct)).includes("stored"));
}, { limits: { ...limits, trust: 60_000 } });

proxyTest("a slow statement ends in time, and the next ones run", async ({ database }) => {
  const start = performance.now();
  await assert.rejects(
    database.run((db) => sql`select sleep(5) as slept`.execute(db)),
    isUnavailable(/did not answer/),
  );
  const { rows } = await database.run((db) => sql`select 42 as answer`.execute(db));
  assert.deepEqual(rows, [{ answer: 42 }]);
  assert.ok(performance.now() - start < 4_500);
});

proxyTest("idle connections that died unnoticed are no error", async ({ database, proxy }) => {
  await Promise.all(Array.from({ length: 5 }, () => insert(database, crypto.randomUUID())));
  assert.equal(proxy.opened, 5);
  proxy.freeze();
  const start = performance.now();
  await Promise.all(Array.from({ length: 5 }, () => insert(database, crypto.randomUUID())));
  // They are checked together: one after the other they would take five times the limit.
  assert.ok(performance.now() - start < 4 * limits.ping);
  assert.equal((await idsIn(database)).length, 10);
});

proxyTest("connections that were cut while idle are no error", async ({ database, proxy }) => {
  await Promise.all(Array.from({ length: 5 }, () => insert(database, crypto.randomUUID())));
  proxy.cut();
  await insert(database, "stored");
  assert.equal((await idsIn(database)).length, 6);
});

proxyTest("a transaction cut before its commit is retried", async ({ database, proxy }) => {
  let attempts = 0;
  await database.transaction(async (tx) => {
    await tx.insertInto("instances").values({ id: "mine", beat_at: ++attempts }).execute();
    if (attempts === 1) proxy.cut();
    await tx.updateTable("instances").set({ beat_at: 42 }).execute();
  });
  assert.equal(attempts, 2);
  assert.deepEqual(await idsIn(database), ["mine"]);
});

proxyTest("a transaction cut every time is not retried for ever", async ({ database, proxy }) => {
  let attempts = 0;
  await assert.rejects(
    database.transaction(async (tx) => {
      attempts++;
      proxy.cut();
      await tx.selectFrom("instances").selectAll().execute();
    }),
    isUnavailable(/./),
  );
  assert.equal(attempts, 2);
});

proxyTest("a transaction is not retried when its commit may have succeeded", async (site) => {
  const { database, proxy } = site;
  let attempts = 0;
  await assert.rejects(
    database.transaction(async (tx) => {
      attempts++;
      await tx.insertInto("instances").values({ id: "mine", beat_at: 0 }).execute();
      proxy.become("stall");
      setTimeout(() => proxy.cut(), 100);
    }),
    isUnavailable(/./),
  );
  assert.equal(attempts, 1);
  proxy.become("none");
});

Deno.test({
  name: "a connection to a server that became read-only is replaced by one to its successor",
  ignore: lacksMariadb(),
  async fn() {
    await using server = await startMariadb();
    await using direct = await mysqlDatabase(server.url);
    // An administrator may write all the same.
    await sql`create user writer@'%' identified by 'secret'`.execute(direct.db);
    await sql`grant all on *.* to writer@'%'`.execute(direct.db);
    await sql`revoke super, read only admin on *.* from writer@'%'`.execute(direct.db);
    const url = new URL(direct.url);
    await using proxy = startFaultProxy(Number(url.port));
    url.port = String(proxy.port);
    url.username = "writer";
    url.password = "secret";
    const database = await openDatabase(url.href, { limits: { ...limits, trust: 60_000 } });
    await Promise.all([insert(database, "one"), insert(database, "two")]);
    await sql`set global read_only = on`.execute(direct.db);
    const { opened } = proxy;
    await assert.rejects(insert(database, "three"), (error: AppError) => {
      assert.match(error.message, /^Cannot store this/);
      return isUnavailable(/read-only/)(error);
    });
    await database.ping();
    assert.equal(proxy.opened, opened + 1);
    await sql`set global read_only = off`.execute(direct.db);
    await insert(database, "three");
    await database.close();
  },
});

proxyTest("a statement that waits too long for a connection is refused", async ({ database }) => {
  const release = Promise.withResolvers<void>();
  const holding = Promise.withResolvers<void>();
  const held = database.transaction(async () => {
    holding.resolve();
    await release.promise;
  });
  await holding.promise;
  await assert.rejects(database.ping(), isUnavailable(/No connection .* within 1.5 s/));
  const waiting = database.ping();
  release.resolve();
  await Promise.all([held, waiting]);
}, { connections: 1 });

proxyTest("migrations may take longer than requests", async ({ proxy, direct }) => {
  const folder = await Deno.makeTempDir();
  const slow = `select sleep(${limits.statement / 1000 + 0.2});\n`;
  for (const dialect of ["mysql", "sqlite"]) {
    await Deno.mkdir(`${folder}/${dialect}`);
    await Deno.writeTextFile(`${folder}/${dialect}/0001_slow.sql`, slow);
  }
  await direct.db.deleteFrom("schema_migrations").execute();
  const url = new URL(direct.url);
  url.port = String(proxy.port);
  const migrations = new URL(`file://${folder}/`);
  const database = await openDatabase(url.href, { limits, migrations });
  assert.deepEqual(await database.migrate(), ["0001_slow"]);
  await database.close();
  await Deno.remove(folder, { recursive: true });
});

proxyTest("close() ends while the server is silent", async ({ database, proxy }) => {
  proxy.become("stall");
  const waiting = assert.rejects(
    database.run((db) => sql`select 1`.execute(db)),
    isUnavailable(/./),
  );
  const start = performance.now();
  await database.close();
  assert.ok(performance.now() - start < 5_000);
  await waiting;
}, { limits: { ...limits, statement: 3_000, trust: 60_000 } });

function insert({ run }: Database, id: string) {
  return run((db) => db.insertInto("instances").values({ id, beat_at: 0 }).execute());
}

async function idsIn({ db }: Database): Promise<string[]> {
  const rows = await db.selectFrom("instances").select("id").execute();
  return rows.map(({ id }) => id);
}

/** @param cause The driver's message. */
function isUnavailable(cause: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof AppError, String(error));
    assert.equal(error.code, "unavailable");
    assert.match((error.cause as Error).message, cause);
    return true;
  };
}
