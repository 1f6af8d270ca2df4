import type { ArchiveEntry, ArchiveFiles, ArchiveItem } from "../../domain/archive/files.ts";
import { packZip } from "./pack_zip.ts";

/** {@link ArchiveFiles} as ZIP archives and JSON. */
export class ZipArchiveFiles implements ArchiveFiles {
  pack(entries: AsyncIterable<ArchiveEntry>): AsyncIterable<Uint8Array<ArrayBuffer>> {
    return packZip(entries);
  }

  /** Loads the reader with the first file, so that the program starts faster. */
  async *read(file: Blob): AsyncIterable<ArchiveItem> {
    const { readArchive } = await import("./archive_reader.ts");
    yield* readArchive(file);
  }
}
