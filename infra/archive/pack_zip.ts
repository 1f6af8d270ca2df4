import type { ArchiveEntry } from "../../domain/archive/files.ts";
import { cutPlace } from "../../domain/characters.ts";
import { Pauses } from "./pauses.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Most files of a ZIP archive without its 64-bit extension (APPNOTE.TXT, 4.4.1.4), and some to spare. */
const MAX_FILES = 65_000;

/** How much text is compressed at once, in UTF-16 code units. */
const SLICE = 64 * 1024;

/** Earliest and latest year of a file's time in a ZIP archive (APPNOTE.TXT, 4.4.6). */
const [FIRST_YEAR, LAST_YEAR] = [1980, 2099];

/**
 * Makes a ZIP archive while its files are read, one after the other.
 *
 * @param maxFiles Only tests take fewer.
 * @throws {Error} when there are more files than such an archive can number; it breaks off then, for an
 * archive that lacks some should not look whole.
 */
export async function* packZip(
  entries: AsyncIterable<ArchiveEntry>,
  maxFiles: number = MAX_FILES,
): AsyncIterable<Bytes> {
  const { strToU8, Zip, ZipDeflate } = await import("fflate");
  const made: Bytes[] = [];
  const zip = new Zip((error, bytes) => {
    if (error) throw error;
    made.push(bytes as Bytes);
  });
  const pauses = new Pauses();
  let count = 0;
  for await (const { name, modifiedAt, text } of entries) {
    if (++count > maxFiles) throw new Error("Cannot export: too many files for one archive");
    const file = new ZipDeflate(name);
    file.mtime = zipTime(modifiedAt);
    zip.add(file);
    for await (const part of slices(text)) {
      file.push(strToU8(part));
      yield* made.splice(0);
      await pauses.take();
    }
    file.push(new Uint8Array(0), true);
    yield* made.splice(0);
  }
  zip.end();
  yield* made.splice(0);
}

/** Joins small parts and cuts long ones, never inside a character. */
async function* slices(text: AsyncIterable<string>): AsyncIterable<string> {
  let held = "";
  for await (const part of text) {
    held += part;
    while (held.length > SLICE) {
      const cut = cutPlace(held, SLICE);
      yield held.slice(0, cut);
      held = held.slice(cut);
    }
  }
  yield held;
}

function zipTime(time: Date): Date {
  const year = time.getUTCFullYear();
  return year > FIRST_YEAR && year < LAST_YEAR ? time : new Date(FIRST_YEAR, 0, 2);
}
