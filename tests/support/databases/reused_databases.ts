import { isDeepStrictEqual } from "node:util";
import { type Kysely, sql } from "kysely";
import { openDatabase, type OpenOptions } from "../../../infra/db/connection/open_database.ts";
import type { TestDatabase } from "./databases.ts";
import { createDatabase, dropDatabase } from "./mariadb.ts";

type Row = Record<string, unknown>;
type Tables = Record<string, Row>;

/** The content of a database: how its tables were created, and their rows. */
type Content = {
  readonly definitions: ReadonlyMap<string, string>;
  readonly rows: ReadonlyMap<string, readonly Row[]>;
};

/**
 * Migrated databases on a MySQL-compatible server, each of which the tests of a file use one after
 * the other, because making tables takes a hundred times as long as emptying them.
 */
export class ReusedDatabases implements AsyncDisposable {
  readonly #server: URL;
  /** Databases that no test uses, as the migrations left them. */
  readonly #free: URL[] = [];
  #migrated: Content | undefined;

  /** @param server The URL of its administrator. */
  constructor(server: URL) {
    this.#server = server;
  }

  /** Opens a database as the migrations leave it. */
  async open(options: OpenOptions): Promise<TestDatabase> {
    await using stack = new AsyncDisposableStack();
    const url = this.#free.pop() ?? await this.#make();
    stack.defer(() => this.#takeBack(url));
    const database = await openDatabase(url.href, options);
    stack.defer(() => database.close());
    const owned = stack.move();
    return { ...database, url: url.href, [Symbol.asyncDispose]: () => owned.disposeAsync() };
  }

  /** Removes all databases that are not in use. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#free.map(dropDatabase));
  }

  async #make(): Promise<URL> {
    const url = await createDatabase(this.#server);
    await using database = await connect(url);
    await database.migrate();
    this.#migrated ??= await contentOf(database.tables);
    return url;
  }

  /** Keeps a database for the next test, unless a test has changed its tables. */
  async #takeBack(url: URL): Promise<void> {
    await using database = await connect(url);
    const isAsMade = await restore(database.tables, this.#migrated!);
    if (isAsMade) this.#free.push(url);
    else await dropDatabase(url);
  }
}

async function connect(url: URL) {
  const database = await openDatabase(url.href, { connections: 1 });
  return {
    migrate: database.migrate,
    tables: database.db.withTables<Tables>(),
    [Symbol.asyncDispose]: () => database.close(),
  };
}

async function contentOf(db: Kysely<Tables>): Promise<Content> {
  const definitions = await definitionsOf(db);
  const rows = new Map<string, Row[]>();
  for (const name of definitions.keys()) {
    rows.set(name, await db.selectFrom(name).selectAll().execute());
  }
  return { definitions, rows };
}

/** The statement that creates each table. */
async function definitionsOf(db: Kysely<Tables>): Promise<Map<string, string>> {
  const definitions = new Map<string, string>();
  const { rows: tables } = await sql<Row>`show tables`.execute(db);
  for (const name of tables.map((table) => String(Object.values(table)[0]))) {
    const { rows: [row] } = await sql<Row>`show create table ${sql.table(name)}`.execute(db);
    // Leaves out the next automatic number, which changes.
    definitions.set(name, String(row!["Create Table"]).replace(/ AUTO_INCREMENT=\d+/, ""));
  }
  return definitions;
}

/** Restores the tables' rows. @returns whether they are still the same tables. */
async function restore(db: Kysely<Tables>, { definitions, rows }: Content): Promise<boolean> {
  if (!isDeepStrictEqual(await definitionsOf(db), definitions)) return false;
  for (const name of definitions.keys()) await db.deleteFrom(name).execute();
  for (const [name, seeds] of rows) {
    if (seeds.length > 0) await db.insertInto(name).values([...seeds]).execute();
  }
  return true;
}
