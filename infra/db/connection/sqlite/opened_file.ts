// Uses Deno's functions, because node:fs would take the writer's thread 40 ms and 6 MB to load.

/** A file's path, and the inode that it led to when the database was opened. */
export type FileIdentity = { readonly path: string; readonly inode: number | null };

/** Identifies an existing file. */
export function identify(path: string): FileIdentity {
  return { path, inode: inodeOf(path) };
}

/**
 * Checks that the path still leads to the file that the database was opened from. After the file is
 * moved or deleted, SQLite in WAL mode goes on writing to it without noticing; a deleted file is
 * lost when the process ends. Takes 10 µs.
 *
 * @throws {Error} with the code `EMOVED` when the path leads to another file, or none.
 */
export function assertInPlace({ path, inode }: FileIdentity): void {
  const now = inodeOf(path);
  if (now === inode) return;
  const state = now ? "replaced" : "moved or deleted";
  const advice = now ? "start the program again" : "bring it back, or start the program again";
  throw Object.assign(new Error(`The database's file was ${state}; ${advice}`), {
    code: "EMOVED",
  });
}

function inodeOf(path: string): number | null {
  try {
    return Deno.statSync(path).ino;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
