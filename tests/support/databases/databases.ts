import { sql } from "kysely";
import type { Database } from "../../../infra/db/connection/database.ts";
import { openDatabase, type OpenOptions } from "../../../infra/db/connection/open_database.ts";
import { lacksTestServer, startTestServer, type TestServer } from "./mariadb.ts";

/** A database of one test's own. Disposing it closes and removes it. */
export type TestDatabase = Database & AsyncDisposable & {
  /** For further connections to the same database. */
  readonly url: string;
};

/** How to open a test's database. */
export type TestDatabaseOptions = OpenOptions & {
  /** False for a database without tables. */
  readonly migrate?: boolean;
};

/** A kind of database that tests run against. */
export type DatabaseKind = {
  readonly name: string;
  /** For `Deno.test`: true where this machine lacks the server. */
  readonly ignore: boolean;
  /** Makes a fresh, migrated database. */
  open(options?: TestDatabaseOptions): Promise<TestDatabase>;
};

/**
 * The kinds of database that everything must work on. To be called once, at the top of a test file:
 * the server is started before that file's first test and stopped after its last.
 */
export function databases(): DatabaseKind[] {
  const ignore = lacksTestServer();
  let server: TestServer;
  if (!ignore) {
    Deno.test.beforeAll(async () => {
      server = await startTestServer();
    });
    Deno.test.afterAll(async () => await server[Symbol.asyncDispose]());
  }
  return [
    { name: "SQLite", ignore: false, open: sqliteDatabase },
    { name: "MySQL", ignore, open: (options) => mysqlDatabase(server.url, options) },
  ];
}

/** Makes a fresh, migrated SQLite database in a folder of its own. */
export async function sqliteDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  await using stack = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "parley-sqlite-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  return await open(`sqlite:${folder}/parley.db`, options, stack);
}

/** Makes a fresh, migrated database on a server of MySQL's kind. */
export async function mysqlDatabase(
  server: URL,
  options: TestDatabaseOptions = {},
): Promise<TestDatabase> {
  await using stack = new AsyncDisposableStack();
  const admin = await openDatabase(server.href, { connections: 1 });
  stack.defer(() => admin.close());
  const name = `parley_${crypto.randomUUID().replaceAll("-", "")}`;
  await sql`create database ${sql.id(name)}`.execute(admin.db);
  stack.defer(async () => void await sql`drop database ${sql.id(name)}`.execute(admin.db));
  const url = new URL(server);
  url.pathname = name;
  return await open(url.href, options, stack);
}

/** @param stack What to undo when the database is disposed; taken over on success. */
async function open(
  url: string,
  options: TestDatabaseOptions,
  stack: AsyncDisposableStack,
): Promise<TestDatabase> {
  const database = await openDatabase(url, options);
  stack.defer(() => database.close());
  if (options.migrate !== false) await database.migrate();
  const owned = stack.move();
  return { ...database, url, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
