import { type AppError, invalidArgument } from "../../domain/app_error.ts";
import { said } from "../../domain/said.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A file within a ZIP archive. */
export type ZipFile = {
  readonly name: string;
  /**
   * The file's content, unpacked while it is read, in parts of some 4 MiB at most.
   *
   * @throws {AppError} `invalid_argument` when it is damaged, encrypted, or compressed in an
   * unusual way.
   */
  content(): AsyncIterable<Bytes>;
};

// Layout of the records (APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16).
const LOCAL_HEADER = { signature: 0x04034b50, length: 30 };
const CENTRAL_HEADER = { signature: 0x02014b50, length: 46 };
const END_RECORD = { signature: 0x06054b50, length: 22 };

/** Longest comment at the end of an archive. */
const MAX_COMMENT = 0xffff;

const IS_ENCRYPTED = 1;
const STORED = 0;
const DEFLATED = 8;

/** Packed bytes per step: deflate makes at most 1,032 bytes of one (zlib, technical details). */
const SLICE = 4 * 1024;

/**
 * Lists the files of a ZIP archive. Only its central directory counts; there is no search for other
 * files.
 *
 * @throws {AppError} `invalid_argument` on field `file` when it isn't a whole ZIP archive.
 */
export async function readZip(archive: Blob): Promise<ZipFile[]> {
  const { count, start, size } = await readEnd(archive);
  const view = await viewOf(archive, start, size);
  const files: ZipFile[] = [];
  for (let at = 0; files.length < count;) {
    if (!hasRecord(view, at, CENTRAL_HEADER)) throw damaged();
    const lengths = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    const nameAt = at + CENTRAL_HEADER.length;
    const next = nameAt + lengths.reduce((sum, length) => sum + length);
    if (next > size) throw damaged();
    const name = new TextDecoder().decode(new Uint8Array(view.buffer, nameAt, lengths[0]));
    const packed = {
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      size: view.getUint32(at + 20, true),
      start: view.getUint32(at + 42, true),
    };
    files.push({ name, content: () => unpack(archive, packed) });
    at = next;
  }
  return files;
}

type Packed = {
  readonly flags: number;
  readonly method: number;
  readonly size: number;
  readonly start: number;
};

async function readEnd(archive: Blob) {
  const length = Math.min(archive.size, END_RECORD.length + MAX_COMMENT);
  const view = await viewOf(archive, archive.size - length, length);
  for (let at = length - END_RECORD.length; at >= 0; at--) {
    if (!hasRecord(view, at, END_RECORD)) continue;
    const count = view.getUint16(at + 10, true);
    const size = view.getUint32(at + 12, true);
    const start = view.getUint32(at + 16, true);
    if (start + size > archive.size) throw damaged();
    return { count, size, start };
  }
  throw damaged();
}

async function* unpack(archive: Blob, { flags, method, size, start }: Packed) {
  const view = await viewOf(archive, start, LOCAL_HEADER.length);
  if (!hasRecord(view, 0, LOCAL_HEADER)) throw damaged();
  const begin = start + LOCAL_HEADER.length + view.getUint16(26, true) + view.getUint16(28, true);
  if (begin + size > archive.size) throw damaged();
  if (flags & IS_ENCRYPTED) throw invalidArgument("file", said`Cannot read files with a password`);
  const packed = archive.slice(begin, begin + size);
  if (method === STORED) yield* parts(packed);
  else if (method === DEFLATED) yield* inflate(packed);
  else {throw invalidArgument(
      "file",
      said`Cannot read this kind of compression; use an ordinary ZIP archive`,
    );}
}

async function* inflate(packed: Blob): AsyncIterable<Bytes> {
  const { Inflate } = await import("fflate");
  const made: Bytes[] = [];
  const stream = new Inflate((bytes) => void made.push(bytes as Bytes));
  let left = packed.size;
  for await (const part of parts(packed)) {
    left -= part.length;
    try {
      stream.push(part, left === 0);
    } catch (cause) {
      throw damaged(cause);
    }
    yield* made.splice(0);
  }
}

async function* parts(blob: Blob): AsyncIterable<Bytes> {
  for (let at = 0; at < blob.size; at += SLICE) {
    yield new Uint8Array(await blob.slice(at, at + SLICE).arrayBuffer());
  }
}

async function viewOf(archive: Blob, start: number, length: number): Promise<DataView> {
  return new DataView(await archive.slice(start, start + length).arrayBuffer());
}

function hasRecord(view: DataView, at: number, record: typeof LOCAL_HEADER): boolean {
  return at + record.length <= view.byteLength && view.getUint32(at, true) === record.signature;
}

function damaged(cause?: unknown): AppError {
  const error = invalidArgument("file", said`This ZIP archive is damaged or incomplete`);
  error.cause = cause;
  return error;
}
