import { chmod, mkdir, open, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { type Kysely, sql } from "kysely";
import type { Schema } from "./schema.ts";

/** Makes a file that is missing, and its folder, for their owner alone. One that is there stays as it is. */
export async function makeFile(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  // Why it can't be made SQLite reports in its own words, as it does for one that can't be opened.
  const file = await open(path, "ax", 0o600).catch(() => null);
  await file?.close();
}

/**
 * Makes a file ours that was found to be: gives it its write-ahead log, which is a setting of the file itself, and
 * takes it from everybody but its owner, with the files beside it, to which SQLite gives the same mode.
 */
export async function claimFile(db: Kysely<Schema>): Promise<void> {
  await sql`pragma journal_mode = wal`.execute(db);
  const { rows } = await sql<
    { file: string }
  >`select file from pragma_database_list where name = 'main'`
    .execute(db);
  const path = rows[0]?.file;
  if (!path) return;
  for (const each of [path, `${path}-wal`, `${path}-shm`]) {
    const mode = (await stat(each).catch(() => null))?.mode ?? 0;
    // What belongs to somebody else can be used all the same.
    if (mode & 0o077) await chmod(each, 0o600).catch(() => {});
  }
}
