import assert from "node:assert/strict";
import fc from "fast-check";
import { sql } from "kysely";
import { AppError } from "../../../../domain/app_error.ts";
import type { Statement } from "../../../../infra/db/connection/batch.ts";
import { BoundedPool, defaultPoolLimits } from "../../../../infra/db/connection/bounded_pool.ts";
import type { Database } from "../../../../infra/db/connection/database.ts";
import { MysqlBatches } from "../../../../infra/db/connection/mysql_batches.ts";
import { openDatabase, type OpenOptions } from "../../../../infra/db/connection/open_database.ts";
import { mysqlDatabase } from "../../../support/databases/databases.ts";
import { lacksMariadb, startMariadb } from "../../../support/databases/mariadb.ts";
import {
  type ProxiedDatabase,
  proxiedDatabases,
} from "../../../support/databases/proxied_database.ts";

const proxied = proxiedDatabases();

const insert = (id: string, beatAt = 0): Statement => ({
  sql: "insert into instances (id, beat_at) values (?, ?)",
  values: [id, beatAt],
});

const add = (id: string): Statement<"missing"> => ({
  sql: "update instances set beat_at = beat_at + 1 where id = ?",
  values: [id],
  must: { be: "changed", else: "missing" },
});

const chunk = (text: string, position: number): Statement => ({
  sql: "insert into answer_chunks (answer_id, position, text) values ('a', ?, ?)",
  values: [position, text],
});

type Site = ProxiedDatabase & {
  /** The database as the program reaches it, through the proxy. */
  readonly database: Database;
  /** The statements that `database` has run. */
  readonly statements: readonly string[];
};

function test(name: string, run: (site: Site) => Promise<void>, options: OpenOptions = {}) {
  Deno.test({
    name,
    ignore: proxied.ignore,
    async fn() {
      await using site = await proxied.open();
      const statements: string[] = [];
      const onStatement = (sql: string) => statements.push(sql);
      const database = await openDatabase(site.url, { ...options, onStatement });
      await run({ ...site, database, statements }).finally(() => database.close());
    },
  });
}

test("a batch takes two round trips, committed or refused", async ({ database, proxy }) => {
  await database.batch([insert("first")]);
  const trips = async (statements: readonly Statement<string>[]) => {
    const before = proxy.trips;
    await database.batch(statements);
    return proxy.trips - before;
  };
  assert.equal(await trips([insert("a"), insert("b"), add("a"), insert("c")]), 2);
  assert.equal(await trips([insert("d"), add("nobody"), insert("e")]), 2);
  assert.deepEqual(await idsIn(database), ["a", "b", "c", "first"]);
});

for (const moment of ["request", "answer"] as const) {
  test(`a batch cut at its statements' ${moment} is repeated`, async (site) => {
    const { database, proxy, statements } = site;
    proxy.cutOn("insert into", moment);
    await database.batch([insert("a"), add("a")]);
    assert.equal(statements.filter((sql) => sql === "begin").length, 2);
    assert.deepEqual(await beatsIn(database), { a: 1 });
  });

  test(`a batch cut at its commit's ${moment} is in doubt, and not repeated`, async (site) => {
    const { database, proxy, direct, statements } = site;
    proxy.cutOn("commit", moment);
    await assert.rejects(database.batch([insert("a"), add("a")]), isUnavailable);
    assert.equal(statements.filter((sql) => sql === "begin").length, 1);
    assert.deepEqual(await beatsIn(direct), moment === "answer" ? { a: 1 } : {});
  });
}

test("a batch that is not answered ends in time, and the next one works", async (site) => {
  const { database, proxy, direct } = site;
  proxy.become("stall");
  await assert.rejects(database.batch([insert("lost")]), isUnavailable);
  proxy.become("none");
  assert.equal((await database.batch([insert("stored"), add("stored")])).refused, null);
  assert.ok((await idsIn(direct)).includes("stored"));
}, { limits: { ...defaultPoolLimits, statement: 1_000 } });

test("a batch is repeated after a deadlock", async ({ database, direct }) => {
  await database.batch([insert("a"), insert("b")]);
  let batch: Promise<unknown> | undefined;
  await direct.transaction(async (tx) => {
    const addTo = (id: string) =>
      tx.updateTable("instances").set((eb) => ({ beat_at: eb("beat_at", "+", 1) }))
        .where("id", "=", id).execute();
    await addTo("a");
    batch ??= database.batch([add("b"), add("a")]);
    await untilSomeoneWaits(direct);
    await addTo("b");
  });
  await batch;
  assert.deepEqual(await beatsIn(direct), { a: 2, b: 2 });
});

test("a batch may be longer than the server's packets", async ({ database, proxy }) => {
  const text = "\u6f22".repeat(2_000_000);
  const before = proxy.trips;
  await database.batch([insert("a"), ...[0, 1, 2].map((n) => chunk(text, n)), add("a")]);
  // The first and the last statement, one packet for each text, and the commit.
  assert.equal(proxy.trips - before, 6);
  const rows = await database.db.selectFrom("answer_chunks").select("text").execute();
  assert.deepEqual(rows.map((row) => row.text === text), [true, true, true]);
});

Deno.test({
  name: "a batch runs one statement after the other where packets are refused",
  ignore: proxied.ignore,
  async fn() {
    await using site = await proxied.open();
    const { hostname, port, username, pathname } = new URL(site.direct.url);
    const pool = new BoundedPool({
      host: hostname,
      port: Number(port),
      user: username,
      database: pathname.slice(1),
      connectionLimit: 1,
      session: [],
    });
    const statements: string[] = [];
    const batches = new MysqlBatches(pool, (sql) => statements.push(sql));
    const results = [
      await batches.run([insert("a"), add("a")]),
      await batches.run([insert("b"), add("c")]),
    ];
    await new Promise((resolve) => pool.end(resolve));
    assert.deepEqual(results, [{ refused: null, rows: [[], []] }, { refused: "missing" }]);
    assert.deepEqual(await beatsIn(site.direct), { a: 1 });
    const [first, ...rest] = statements.join("; ").split("begin; ").slice(1);
    assert.match(first!, /rollback; $/);
    // Refused once, it doesn't ask again.
    assert.equal(rest.length, 2);
  },
});

/** Text of what might end a literal, a statement or a character, and of anything else. */
const hostileText = fc.array(
  fc.oneof(
    fc.constantFrom("'", '"', "`", "\\", "?", "??", ";", "\0", "\x1a", "\n", "--", "/*", "#", ":a"),
    fc.constantFrom(
      "'; delete from instances; --",
      "\\'",
      "\u00bf\\",
      "😀",
      "漢",
      "\u00a0",
      "\ufeff",
    ),
    fc.string({ unit: "binary" }),
  ),
  { maxLength: 20 },
).map((parts) => parts.join(""));

// The last: character sets in which a byte of UTF-8 and the backslash after it are one character.
const servers: readonly (readonly string[])[] = [
  [],
  ["--sql-mode=NO_BACKSLASH_ESCAPES,ANSI_QUOTES,PIPES_AS_CONCAT"],
  ["--character-set-server=gbk", "--skip-character-set-client-handshake"],
];

for (const options of servers) {
  Deno.test({
    name: `values of a batch stay what they are on a server with [${options}]`,
    ignore: lacksMariadb(),
    async fn() {
      await using server = await startMariadb(options);
      await using database = await mysqlDatabase(server.url);
      await fc.assert(
        fc.asyncProperty(hostileText, hostileText, async (one, other) => {
          const result = await database.batch([
            { sql: "delete from answer_chunks", values: [] },
            chunk(one, 0),
            chunk(other, 1),
            { sql: "select text from answer_chunks where text = ?", values: [one] },
            { sql: "select position, ? as echo, text from answer_chunks", values: [other] },
          ]);
          assert.equal(result.refused, null);
          const [, , , found, all] = result.rows;
          assert.equal(found![0]!.text, one);
          assert.deepEqual(all!.map((row) => ({ ...row })), [
            { position: 0, echo: other, text: one },
            { position: 1, echo: other, text: other },
          ]);
        }),
        { numRuns: 300 },
      );
    },
  });
}

/** Waits until a transaction waits for a lock. */
async function untilSomeoneWaits({ db }: Database): Promise<void> {
  const waiting = () =>
    sql<{ count: number }>`
      select count(*) as count from information_schema.innodb_trx where trx_state = 'LOCK WAIT'
    `.execute(db);
  while ((await waiting()).rows[0]!.count === 0) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function beatsIn({ db }: Database): Promise<Record<string, number>> {
  const rows = await db.selectFrom("instances").selectAll().execute();
  return Object.fromEntries(rows.map(({ id, beat_at }) => [id, beat_at]));
}

async function idsIn(database: Database): Promise<string[]> {
  return Object.keys(await beatsIn(database)).sort();
}

function isUnavailable(error: unknown): boolean {
  assert.ok(error instanceof AppError, String(error));
  assert.equal(error.code, "unavailable");
  return true;
}
