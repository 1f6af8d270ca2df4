import type { ArchivedChat } from "./chat_archive.ts";
import type { Said } from "../said.ts";

/** A file of an archive. */
export type ArchiveEntry = {
  /** Path within the archive, with `/`. */
  readonly name: string;
  readonly modifiedAt: Date;
  /** The content, in parts. */
  readonly text: AsyncIterable<string>;
};

/** What was found in a file: a chat, or something that should have been one. */
export type ArchiveItem =
  | { readonly chat: ArchivedChat }
  | {
    /** Title or file name, whichever is known. */
    readonly name: string;
    /** Why it can't be read, in a sentence without a final period. */
    readonly problem: Said;
  };

/** Files that chats are carried in. Both ways hold a chat at a time in memory, not an archive. */
export interface ArchiveFiles {
  /** Makes one archive of many files, as they are read from it. */
  pack(entries: AsyncIterable<ArchiveEntry>): AsyncIterable<Uint8Array<ArrayBuffer>>;

  /**
   * Reads the chats of an archive that `pack` made, of a single chat, or of ChatGPT's export.
   *
   * @throws {AppError} `invalid_argument` on field `file` for a file that is none of these;
   * `payload_too_large` before the first chat for an archive that unpacks to too much.
   */
  read(file: Blob): AsyncIterable<ArchiveItem>;
}
