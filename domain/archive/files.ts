import type { Said } from "../said.ts";
import type { ExportedChat } from "./exported_chat.ts";

/** A file of an archive. */
export type ArchiveEntry = {
  /** Path within the archive, with `/`. */
  readonly name: string;
  readonly modifiedAt: Date;
  /** The content, in parts. */
  readonly text: AsyncIterable<string>;
};

/** An item found in a file: a chat, or something that should be one but can't be read. */
export type ArchiveItem =
  | { readonly chat: ExportedChat }
  | {
    /** Its title or file name, whichever is known. */
    readonly name: string;
    /** Why it can't be read, in a sentence without a final period. */
    readonly problem: Said;
  };

/**
 * Reads and writes the files of exported chats. Both hold one chat at a time in memory, not an
 * archive.
 */
export interface ArchiveFiles {
  /** Packs files into an archive, while the archive is read. */
  pack(entries: AsyncIterable<ArchiveEntry>): AsyncIterable<Uint8Array<ArrayBuffer>>;

  /**
   * Reads the chats of an archive that `pack` made, of a single chat, or of ChatGPT's export.
   *
   * @throws {AppError} `invalid_argument` on field `file` for a file that is none of these;
   * `payload_too_large` before the first chat for an archive that unpacks to too much.
   */
  read(file: Blob): AsyncIterable<ArchiveItem>;
}
