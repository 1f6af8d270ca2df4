import { backup, DatabaseSync } from "node:sqlite";
import { createFile } from "./file.ts";

/** What is in a database's file. */
export type FileContents = {
  /** The migrations that made its schema. */
  readonly migrations: readonly string[];
  readonly users: number;
  readonly chats: number;
  readonly messages: number;
};

/** All pages in one step: a copy in several begins anew whenever somebody writes between them. */
const ALL_PAGES = 2 ** 31 - 1;

/** How long another process may keep the file locked, in milliseconds. */
const BUSY_TIMEOUT = 10_000;

/**
 * Copies a database, also while programs write to it, as it is at one moment. The copy is on disk,
 * one file that only its owner can read, and was opened and checked.
 *
 * @param to A path where no file is.
 * @throws {Error} when the file or the copy is not a sound database of Parley. The copy may be left.
 */
export async function copyDatabase(from: string, to: string): Promise<FileContents> {
  await createFile(to);
  // Not opened as read-only: then it would leave files beside it.
  using source = new DatabaseSync(from);
  source.exec(`pragma busy_timeout = ${BUSY_TIMEOUT}; pragma query_only = on`);
  await backup(source, to, { rate: ALL_PAGES });
  const contents = checkFile(to);
  using file = await Deno.open(to, { read: true, write: true });
  await file.sync();
  return contents;
}

/** Checks each page and index of a file, and counts what is in it. */
function checkFile(path: string): FileContents {
  using database = new DatabaseSync(path);
  // Without the write-ahead log, which would be files beside it.
  database.exec("pragma journal_mode = delete");
  const [fault] = database.prepare("pragma integrity_check").all();
  if (fault?.integrity_check !== "ok") throw new Error(`it is damaged: ${fault?.integrity_check}`);
  const tables = database.prepare("select name from sqlite_schema where type = 'table'").all();
  const names = tables.map(({ name }) => name);
  if (!["schema_migrations", "users", "messages"].every((name) => names.includes(name))) {
    throw new Error("it is not a database of Parley");
  }
  const migrations = database.prepare("select name from schema_migrations order by version").all();
  const count = (sql: string) => Number(database.prepare(sql).get()?.n);
  return {
    migrations: migrations.map(({ name }) => String(name)),
    users: count("select count(*) as n from users"),
    chats: count("select count(*) as n from chats"),
    messages: count("select count(*) as n from messages"),
  };
}

/**
 * Makes a database one file without a write-ahead log, which only the last program that has it open
 * can do.
 *
 * @returns false when another program has it open; the file is then unchanged.
 */
export function closeForGood(path: string): boolean {
  using database = new DatabaseSync(path);
  try {
    database.exec("pragma journal_mode = delete");
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.includes("locked")) return false;
    throw error;
  }
}
