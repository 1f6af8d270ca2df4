import type { Database } from "../../../infra/db/connection/database.ts";
import { openDatabase, type OpenOptions } from "../../../infra/db/connection/open_database.ts";
import {
  createDatabase,
  dropDatabase,
  lacksTestServer,
  startTestServer,
  type TestServer,
} from "./mariadb.ts";
import { ReusedDatabases } from "./reused_databases.ts";

/** A database for one test. Disposing it closes and removes it. */
export type TestDatabase = Database & AsyncDisposable & {
  /** The URL for further connections to the same database. */
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
  /** For `Deno.test`: true if this machine lacks the server. */
  readonly ignore: boolean;
  /** Makes a fresh, migrated database. */
  open(options?: TestDatabaseOptions): Promise<TestDatabase>;
};

/**
 * The kinds of database that Parley supports. Call it once, at the top of a test file:
 * the server is started before that file's first test and stopped after its last.
 */
export function databases(): DatabaseKind[] {
  const ignore = lacksTestServer();
  const stack = new AsyncDisposableStack();
  let server: TestServer;
  let reused: ReusedDatabases;
  if (!ignore) {
    Deno.test.beforeAll(async () => {
      server = stack.use(await startTestServer());
      reused = stack.use(new ReusedDatabases(server.url));
    });
    Deno.test.afterAll(() => stack.disposeAsync());
  }
  return [
    { name: "SQLite", ignore: false, open: sqliteDatabase },
    {
      name: "MySQL",
      ignore,
      open: (options = {}) =>
        isUsual(options) ? reused.open(options) : mysqlDatabase(server.url, options),
    },
  ];
}

/** @returns a function that declares a test on a fresh database of this kind. */
export function testsOn({ name, ignore, open }: DatabaseKind) {
  return (title: string, fn: (database: TestDatabase) => Promise<void>): void =>
    Deno.test({
      name: `${name}: ${title}`,
      ignore,
      async fn() {
        await using database = await open();
        await fn(database);
      },
    });
}

/** Makes a fresh, migrated SQLite database in a new folder. */
export async function sqliteDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  await using stack = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "parley-sqlite-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const path = `${folder}/parley.db`;
  if (!isUsual(options)) return await open(`sqlite:${path}`, options, stack);
  await Deno.writeFile(path, await (migratedFile ??= migrateFile()), { mode: 0o600 });
  return await open(`sqlite:${path}`, { ...options, migrate: false }, stack);
}

/** A migrated file, of which all databases of a test file are copies. */
let migratedFile: Promise<Uint8Array> | undefined;

async function migrateFile(): Promise<Uint8Array> {
  await using stack = new AsyncDisposableStack();
  const path = await Deno.makeTempDir({ prefix: "parley-sqlite-" });
  stack.defer(() => Deno.remove(path, { recursive: true }));
  const database = await openDatabase(`sqlite:${path}/parley.db`);
  await database.migrate().finally(() => database.close());
  return await Deno.readFile(`${path}/parley.db`);
}

/** Makes a fresh, migrated database on a MySQL-compatible server. */
export async function mysqlDatabase(
  server: URL,
  options: TestDatabaseOptions = {},
): Promise<TestDatabase> {
  await using stack = new AsyncDisposableStack();
  const url = await createDatabase(server);
  stack.defer(() => dropDatabase(url));
  return await open(url.href, options, stack);
}

/** Whether the options ask for the program's own migrations only. */
function isUsual({ migrate, migrations }: TestDatabaseOptions): boolean {
  return migrate !== false && migrations === undefined;
}

/** @param stack Resources to dispose with the database; taken over on success. */
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
