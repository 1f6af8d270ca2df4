import type { ArchiveEntry, ArchiveFiles, ArchiveItem } from "../../domain/archive/files.ts";
import { packZip } from "./pack_zip.ts";

/** {@link ArchiveFiles} as ZIP archives and JSON. */
export class ZipArchiveFiles implements ArchiveFiles {
  pack(entries: AsyncIterable<ArchiveEntry>): AsyncIterable<Uint8Array<ArrayBuffer>> {
    return packZip(entries);
  }

  /** What reads them is loaded when the first file comes, and not when the program starts. */
  async *read(file: Blob): AsyncIterable<ArchiveItem> {
    const { readArchive } = await import("./archive_reader.ts");
    yield* readArchive(file);
  }
}
