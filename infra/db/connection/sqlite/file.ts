import { chmod, mkdir, open, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { type Kysely, sql } from "kysely";
import type { Schema } from "../schema.ts";

/** Creates a missing file and its folder, for their owner only. Keeps an existing file. */
export async function createFile(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  // If this fails, SQLite can't open the file either, and reports why.
  const file = await open(path, "ax", 0o600).catch(() => null);
  await file?.close();
}

/**
 * Sets up a file that is known to be ours: turns on the write-ahead log, which is a setting of the
 * file itself, and limits access to the owner. SQLite creates the files beside it with the same
 * mode.
 */
export async function claimFile(db: Kysely<Schema>): Promise<void> {
  // Read first, which doesn't need the writer.
  const { rows: [mode] } = await sql<
    { journal_mode: string }
  >`select journal_mode from pragma_journal_mode`.execute(db);
  if (mode?.journal_mode !== "wal") await sql`pragma journal_mode = wal`.execute(db);
  const { rows } = await sql<
    { file: string }
  >`select file from pragma_database_list where name = 'main'`
    .execute(db);
  const path = rows[0]?.file;
  if (!path) return;
  for (const each of [path, `${path}-wal`, `${path}-shm`]) {
    const mode = (await stat(each).catch(() => null))?.mode ?? 0;
    // Fails for another owner's file, which can be used all the same.
    if (mode & 0o077) await chmod(each, 0o600).catch(() => {});
  }
}
