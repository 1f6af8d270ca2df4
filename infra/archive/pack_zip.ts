import type { ArchiveEntry } from "../../domain/archive/files.ts";
import { cutPlace } from "../../domain/characters.ts";
import { Pauses } from "../runtime/pauses.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Most files, a little below the limit without the ZIP64 extension (APPNOTE.TXT, 4.4.1.4). */
const MAX_FILES = 65_000;

/** How much text is compressed at once, in UTF-16 code units. */
const SLICE = 64 * 1024;

/** First and last year of file times in a ZIP archive (APPNOTE.TXT, 4.4.6). */
const [FIRST_YEAR, LAST_YEAR] = [1980, 2099];

/**
 * Makes a ZIP archive while its files are read, one after the other.
 *
 * @param maxFiles Lower in tests only.
 * @throws {Error} when there are too many files. The archive then breaks off, so that it doesn't
 * look complete.
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

/** Joins small parts and splits long ones, never inside a character. */
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
