import { statSync } from "node:fs";

/**
 * The file that a database was opened from. After the file is moved or deleted, SQLite in WAL mode
 * goes on writing to it without noticing; a deleted file is lost when the process ends.
 */
export class OpenedFile {
  readonly #path: string;
  readonly #inode: number;

  /** @param path An existing file. */
  constructor(path: string) {
    this.#path = path;
    this.#inode = statSync(path).ino;
  }

  /**
   * Takes 10 µs.
   *
   * @throws {Error} with the code `EMOVED` when the path leads to another file, or none.
   */
  assertInPlace(): void {
    const now = statSync(this.#path, { throwIfNoEntry: false });
    if (now?.ino === this.#inode) return;
    const state = now ? "replaced" : "moved or deleted";
    const advice = now ? "start the program again" : "bring it back, or start the program again";
    throw Object.assign(new Error(`The database's file was ${state}; ${advice}`), {
      code: "EMOVED",
    });
  }
}
