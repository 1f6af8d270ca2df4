import assert from "node:assert/strict";
import { sql } from "kysely";
import { createSearchUseCases } from "../../../../domain/search/search.ts";
import { runBatch } from "../../../../infra/db/connection/run_batch.ts";
import type { Database } from "../../../../infra/db/connection/database.ts";
import { openDatabase } from "../../../../infra/db/connection/open_database.ts";
import { enterQueued } from "../../../../infra/db/search/search_indexer.ts";
import { SqlSearchGateway } from "../../../../infra/db/search/gateway.ts";
import { SqlTurnGateway } from "../../../../infra/db/answers/turn_gateway.ts";
import { answeredTurn, ended, firstTurn } from "../../../contracts/sample_turns.ts";
import { mysqlDatabase, type TestDatabase } from "../../../support/databases/databases.ts";
import { lacksMariadb, type Mariadb, startMariadb } from "../../../support/databases/mariadb.ts";
import {
  SEARCH_KEYS,
  SEARCH_QUEUE,
  takeBackSearchKeys,
} from "../../../support/databases/older_search.ts";
import {
  type Replica,
  startPrimary,
  startReplica,
} from "../../../support/databases/replication.ts";

// Replicas and logs follow the order of commits, which is not the order of inserts.

/** Chats of {@link answerTogether}. */
const ROUNDS = 10;
/** Users whose answers end at the same time; the answers of one user end one after the other. */
const TOGETHER = Array.from({ length: 10 }, (_, index) => `user ${index}`);

const ignore = lacksMariadb();
const opened = new AsyncDisposableStack();
let primary: Mariadb;
let replica: Replica;
let database: TestDatabase;

if (!ignore) {
  Deno.test.beforeAll(async () => {
    primary = opened.use(await startPrimary());
    replica = opened.use(await startReplica(primary));
    database = opened.use(await mysqlDatabase(primary.url));
    await overtake(database);
    await answerTogether(database);
  });
  Deno.test.afterAll(() => opened.disposeAsync());
}

Deno.test({
  name: "A replica keeps up with answers that end together",
  ignore,
  async fn() {
    await replica.catchUp();
    for (const userId of TOGETHER) {
      assert.equal((await find(database, "together", userId)).length, ROUNDS);
    }
    await assertCopy(database, at(replica.url, database));
  },
});

Deno.test({
  name: "A dump restores",
  ignore,
  async fn() {
    const dump = await run("mariadb-dump", [...connect(primary.url), nameOf(database)]);
    await using empty = await mysqlDatabase(primary.url, { migrate: false });
    await run("mariadb", [...connect(primary.url), nameOf(empty)], dump);
    await assertCopy(database, new URL(empty.url));
  },
});

Deno.test({
  name: "A binary log restores",
  ignore,
  async fn() {
    await using empty = await startMariadb();
    const remote = ["--read-from-remote-server", "--to-last-log", "binlog.000001"];
    const log = await run("mariadb-binlog", [...connect(primary.url), ...remote]);
    await run("mariadb", connect(empty.url), log);
    await assertCopy(database, at(empty.url, database));
  },
});

Deno.test({
  name: "A replica that older versions have stopped continues without the index, and migrates",
  ignore,
  async fn() {
    await using older = await mysqlDatabase(primary.url);
    await answeredTurn(new SqlTurnGateway(older));
    await takeBackSearchKeys(older);
    await enterOvertaken(older);
    await assert.rejects(replica.catchUp(), /Invalid InnoDB FTS Doc ID/);
    const copy = await openDatabase(at(replica.url, older).href);
    // As docs/databases.md says.
    await sql`alter table search_entries drop index search_entries_by_word`.execute(copy.db);
    await copy.close();
    await replica.start();
    await replica.catchUp();
    assert.deepEqual(await older.migrate(), [SEARCH_KEYS, SEARCH_QUEUE]);
    await enterQueued(older, "instance");
    await replica.catchUp();
    await assertCopy(older, at(replica.url, older));
  },
});

/** Enters texts while entries of earlier ones are not committed yet. */
async function overtake(database: Database): Promise<void> {
  const turns = new SqlTurnGateway(database);
  await answeredTurn(turns, { instanceId: "first" });
  await answeredTurn(turns, { instanceId: "second" });
  for (const id of ["first", "second"]) await turns.heartbeat(id);
  const slow: Database = {
    ...database,
    batch: async (statements) =>
      await database.transaction(async (tx) => {
        const result = await runBatch(tx, statements);
        await enterQueued(database, "second");
        return result;
      }),
  };
  await enterQueued(slow, "first");
}

/** Lets many answers end at the same time. */
async function answerTogether(database: Database): Promise<void> {
  const turns = new SqlTurnGateway(database);
  for (let round = 0; round < ROUNDS; round++) {
    const begun = TOGETHER.map((userId) => firstTurn({ userId, content: "Together" }));
    for (const turn of begun) await turns.begin(turn);
    await Promise.all(begun.map((turn) => turns.finish(ended(turn))));
    await Promise.all(TOGETHER.map(() => enterQueued(database, "instance")));
  }
  while (await enterQueued(database, "instance") > 0);
}

/** Enters two messages in another order than is committed. */
async function enterOvertaken(database: Database): Promise<void> {
  const { id: chat_id } = await database.db.selectFrom("chats").select("id")
    .executeTakeFirstOrThrow();
  const entry = (message_id: string) => ({ shelf: "s", chat_id, message_id, words: " sword " });
  const enter = (db: Database["db"], id: string) =>
    db.insertInto("search_entries").values(entry(id)).execute();
  await database.transaction(async (tx) => {
    await enter(tx, "first");
    await database.run((db) => enter(db, "second"));
  });
}

/** Whether a copy of the database has the same rows, and the same search results. */
async function assertCopy(original: Database, url: URL): Promise<void> {
  const copy = await openDatabase(url.href);
  try {
    await copy.checkSchema();
    assert.deepEqual(await checksums(copy), await checksums(original));
    const found = await find(original, "answer");
    assert.ok(found.length > 0);
    assert.deepEqual(await find(copy, "answer"), found);
  } finally {
    await copy.close();
  }
}

async function checksums({ db }: Database): Promise<Record<string, unknown>> {
  const tables = (await db.introspection.getTables()).map(({ name }) => name);
  assert.ok(tables.includes("search_entries"));
  const { rows } = await sql<{ Table: string; Checksum: number }>`checksum table ${
    sql.join(tables.map((name) => sql.id(name)))
  }`.execute(db);
  return Object.fromEntries(
    rows.map(({ Table, Checksum }) => [Table.split(".").at(-1), Checksum]),
  );
}

async function find(database: Database, query: string, userId = "user") {
  const search = createSearchUseCases({ search: new SqlSearchGateway(database) });
  return (await search.searchChats({ userId, query, limit: 500 })).hits;
}

/** The URL of the database's copy on another server. */
function at(server: URL, database: TestDatabase): URL {
  const url = new URL(server);
  url.pathname = nameOf(database);
  return url;
}

function nameOf({ url }: TestDatabase): string {
  return new URL(url).pathname.slice(1);
}

function connect({ hostname, port, username }: URL): string[] {
  return ["--no-defaults", `--host=${hostname}`, `--port=${port}`, `--user=${username}`];
}

/** Runs a program on `input`. @returns its output. */
async function run(
  program: string,
  args: string[],
  input: Uint8Array = new Uint8Array(),
): Promise<Uint8Array> {
  const child = new Deno.Command(program, {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const written = writer.write(input).then(() => writer.close()).catch(() => {});
  const { success, stdout, stderr } = await child.output();
  await written;
  assert.ok(success, `${program}: ${new TextDecoder().decode(stderr)}`);
  return stdout;
}
