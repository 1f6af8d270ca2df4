import { sql } from "kysely";
import { openDatabase } from "../../infra/db/connection/open_database.ts";
import { sqliteDatabase, type TestDatabase } from "../support/databases/databases.ts";
import { startTestServer } from "../support/databases/mariadb.ts";

/** The kinds of database that the soak runs on. */
export type SoakDatabaseKind = "SQLite" | "MySQL";

/** Creates a migrated database outside `deno test`, on a new server if it needs one. */
export async function soakDatabase(kind: SoakDatabaseKind): Promise<TestDatabase> {
  return kind === "SQLite" ? await sqliteDatabase() : await mysqlDatabase();
}

async function mysqlDatabase(): Promise<TestDatabase> {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startTestServer());
  const admin = await openDatabase(server.url.href, { connections: 1 });
  stack.defer(() => admin.close());
  const name = `parley_soak_${crypto.randomUUID().replaceAll("-", "")}`;
  await sql`create database ${sql.id(name)}`.execute(admin.db);
  stack.defer(async () => void await sql`drop database ${sql.id(name)}`.execute(admin.db));
  const url = new URL(server.url);
  url.pathname = name;
  const database = await openDatabase(url.href);
  stack.defer(() => database.close());
  await database.migrate();
  const owned = stack.move();
  return { ...database, url: url.href, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
