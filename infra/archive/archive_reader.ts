import type { z } from "zod";
import { AppError, invalidArgument } from "../../domain/app_error.ts";
import type { ArchiveItem } from "../../domain/archive/files.ts";
import type { ExportedChat } from "../../domain/archive/exported_chat.ts";
import { said } from "../../domain/said.ts";
import { Pauses } from "../runtime/pauses.ts";
import { chatGptChat } from "./chatgpt_chat.ts";
import { chatGptConversation } from "./chatgpt_schema.ts";
import { jsonItems } from "./json_items.ts";
import { parleyChat } from "./parley_chat.ts";
import { readZip, type ZipFile } from "./read_zip.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Most bytes of one chat's JSON. Parsing that much blocks the event loop for some tenths of a
 * second.
 */
export const MAX_CHAT_BYTES = 16 * 1024 * 1024;

/** Most unpacked bytes of an archive's files with chats. */
export const MAX_UNPACKED_BYTES = 512 * 1024 * 1024;

/** Largest ratio of unpacked to packed bytes; exports of chats have 3 to 20. */
const MAX_RATIO = 100;

/** Unpacked bytes allowed for any archive, however small: a little more than one chat. */
const FREE_BYTES = MAX_CHAT_BYTES + 4 * 1024 * 1024;

/** Files with chats: Parley's, and ChatGPT's, which may be a single file or numbered. */
const CHAT_FILE = /(^|\/)(chats\/[^/]+|conversations(-\d+)?)\.json$/;

/** The first characters of a ZIP archive. */
const ZIP_START = "PK";

/** The beginning of a JSON object or array; a byte order mark may come before. */
const JSON_START = /^(\xef\xbb\xbf)?\s*[[{]/;

/**
 * Reads the chats of a file, one at a time.
 *
 * @param unpacked Most bytes of the unpacked archive.
 * @throws {AppError} `invalid_argument` on field `file`; `payload_too_large` before the first chat
 * when an archive unpacks to too much.
 */
export async function* readArchive(
  file: Blob,
  unpacked: number = MAX_UNPACKED_BYTES,
): AsyncIterable<ArchiveItem> {
  const start = new TextDecoder("latin1").decode(await file.slice(0, 1000).arrayBuffer());
  const meter = new Meter();
  if (start.startsWith(ZIP_START)) {
    const files = chatFiles(await readZip(file));
    await refuseBomb(files, { size: file.size, unpacked });
    return yield* readFiles(files, meter);
  }
  if (!JSON_START.test(start)) {
    throw invalidArgument(
      "file",
      said`Cannot read this file: choose a ZIP archive or a JSON file that Parley or ChatGPT exported`,
    );
  }
  yield* readJson({ name: "JSON", content: () => streamOf(file) }, meter);
}

function chatFiles(files: readonly ZipFile[]): ZipFile[] {
  const chats = files.filter(({ name }) => CHAT_FILE.test(name));
  if (chats.length > 0) return chats;
  throw invalidArgument(
    "file",
    said`There are no chats in this archive: neither chats/….json nor conversations.json`,
  );
}

/**
 * Unpacks everything once without keeping it, because an archive's own sizes can't be trusted. So
 * nothing is imported from an archive that is too large.
 *
 * @throws {AppError} `payload_too_large`
 */
async function refuseBomb(
  files: readonly ZipFile[],
  { size, unpacked }: { size: number; unpacked: number },
): Promise<void> {
  const most = Math.min(unpacked, FREE_BYTES + MAX_RATIO * size);
  const meter = new Meter();
  for (const { content } of files) {
    try {
      for await (const _ of meter.measure(content())) {
        if (meter.bytes <= most) continue;
        throw new AppError(
          "payload_too_large",
          said`Cannot unpack this archive: its ${size} bytes unpack to more than ${most} bytes; import its files one by one`,
        );
      }
    } catch (error) {
      // A damaged file is reported when it is read.
      if (!isProblem(error)) throw error;
    }
  }
}

/** Reads all files; a problem with one of them doesn't stop the others. */
async function* readFiles(files: readonly ZipFile[], meter: Meter): AsyncIterable<ArchiveItem> {
  for (const file of files) {
    try {
      yield* readJson(file, meter);
    } catch (error) {
      if (!isProblem(error)) throw error;
      yield { name: file.name, problem: error.words };
    }
  }
}

async function* readJson(
  { name, content }: Pick<ZipFile, "name" | "content">,
  meter: Meter,
): AsyncIterable<ArchiveItem> {
  let number = 0;
  for await (const item of jsonItems(meter.measure(content()), MAX_CHAT_BYTES)) {
    const place = `${name}, ${++number}`;
    yield "text" in item ? meter.limitText(readChat(item.text, place)) : {
      name: place,
      problem: item.problem === "too long"
        ? said`This chat has more than ${MAX_CHAT_BYTES} bytes`
        : said`This is not a chat: it is nested too deeply`,
    };
  }
}

/** Counts the bytes and texts that are read, and yields to the event loop in between. */
class Meter {
  #bytes = 0;
  #text = 0;
  readonly #pauses = new Pauses();

  /** How many bytes have been read. */
  get bytes(): number {
    return this.#bytes;
  }

  async *measure(content: AsyncIterable<Bytes>): AsyncIterable<Bytes> {
    for await (const bytes of content) {
      this.#bytes += bytes.length;
      yield bytes;
      await this.#pauses.take();
    }
  }

  /**
   * Refuses chats with too much text: ChatGPT's branches that share a beginning become messages
   * that each contain it. The text may be twice as long as the bytes read, and a little more.
   */
  limitText(item: ArchiveItem): ArchiveItem {
    if ("problem" in item) return item;
    const { title, messages } = item.chat;
    const text = messages.reduce((sum, { content }) => sum + content.length, 0);
    if (this.#text + text > 2 * this.#bytes + FREE_BYTES) {
      return {
        name: title,
        problem: said`The branches of this conversation repeat too much text`,
      };
    }
    this.#text += text;
    return item;
  }
}

function readChat(text: string, place: string): ArchiveItem {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { name: place, problem: said`This is not JSON` };
  }
  const name = titleIn(value) || place;
  try {
    return { chat: toChat(value) };
  } catch (error) {
    if (isProblem(error)) return { name, problem: error.words };
    throw error;
  }
}

function toChat(value: unknown): ExportedChat {
  if (isObject(value) && "mapping" in value) {
    return chatGptChat(parsed(chatGptConversation.safeParse(value)));
  }
  if (isObject(value) && "format" in value) return parsed(parleyChat.safeParse(value));
  throw invalidArgument(
    "file",
    said`This is neither a chat of Parley nor a conversation of ChatGPT`,
  );
}

function parsed<T>(result: z.ZodSafeParseResult<T>): T {
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw invalidArgument("file", said`${path.map(String).join(".")}: ${message.slice(0, 300)}`);
}

function titleIn(value: unknown): string {
  const title = isObject(value) && "title" in value ? value.title : "";
  return typeof title === "string" ? title.slice(0, 120).toWellFormed() : "";
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isProblem(error: unknown): error is AppError {
  return error instanceof AppError && error.code === "invalid_argument";
}

function streamOf(file: Blob): AsyncIterable<Bytes> {
  return file.stream();
}
