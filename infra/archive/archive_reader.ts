import type { z } from "zod";
import { AppError, invalidArgument } from "../../domain/app_error.ts";
import type { ArchiveItem } from "../../domain/archive_files.ts";
import type { ArchivedChat } from "../../domain/chat_archive.ts";
import { said } from "../../domain/said.ts";
import { chatGptChat } from "./chatgpt_chat.ts";
import { chatGptConversation } from "./chatgpt_schema.ts";
import { jsonItems } from "./json_items.ts";
import { parleyChat } from "./parley_chat.ts";
import { Pauses } from "./pauses.ts";
import { readZip, type ZipFile } from "./read_zip.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Most bytes of one chat's JSON; parsing that much holds up everybody for some tenths of a second. */
export const MAX_CHAT_BYTES = 16 * 1024 * 1024;

/** Most bytes of an archive when it is unpacked, as far as it is read. */
export const MAX_UNPACKED_BYTES = 512 * 1024 * 1024;

/** Files with chats in them: ours, and ChatGPT's, which may be one or numbered. */
const CHAT_FILE = /(^|\/)(chats\/[^/]+|conversations(-\d+)?)\.json$/;

/** What the records of a ZIP archive begin with. */
const ZIP_START = "PK";

/** The characters with which JSON of a chat, or of several, begins; a byte order mark may come before. */
const JSON_START = /^(\xef\xbb\xbf)?\s*[[{]/;

/**
 * Reads the chats of a file, one at a time.
 *
 * @param unpacked Most bytes of it when it is unpacked.
 * @throws {AppError} `invalid_argument` on field `file`.
 */
export async function* readArchive(
  file: Blob,
  unpacked: number = MAX_UNPACKED_BYTES,
): AsyncIterable<ArchiveItem> {
  const start = new TextDecoder("latin1").decode(await file.slice(0, 1000).arrayBuffer());
  const meter = new Meter(unpacked);
  if (start.startsWith(ZIP_START)) return yield* readFiles(await readZip(file), meter);
  if (!JSON_START.test(start)) {
    throw invalidArgument(
      "file",
      said`Cannot read this file: choose a ZIP archive or a JSON file that Parley or ChatGPT exported`,
    );
  }
  yield* readJson({ name: "JSON", content: () => streamOf(file) }, meter);
}

/** What is wrong with one file keeps no other out, unless it is too much. */
async function* readFiles(files: readonly ZipFile[], meter: Meter): AsyncIterable<ArchiveItem> {
  const chats = files.filter(({ name }) => CHAT_FILE.test(name));
  if (chats.length === 0) {
    throw invalidArgument(
      "file",
      said`There are no chats in this archive: neither chats/….json nor conversations.json`,
    );
  }
  for (const file of chats) {
    try {
      yield* readJson(file, meter);
    } catch (error) {
      if (!isProblem(error) || meter.isExceeded) throw error;
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
    yield "text" in item ? readChat(item.text, place) : {
      name: place,
      problem: item.problem === "too long"
        ? said`This chat has more than ${MAX_CHAT_BYTES} bytes`
        : said`This is no chat: it is nested too deeply`,
    };
  }
}

/** Counts bytes, and lets others have their turn between them. */
class Meter {
  #left: number;
  readonly #limit: number;
  readonly #pauses = new Pauses();

  constructor(limit: number) {
    this.#left = this.#limit = limit;
  }

  get isExceeded(): boolean {
    return this.#left < 0;
  }

  async *measure(content: AsyncIterable<Bytes>): AsyncIterable<Bytes> {
    for await (const bytes of content) {
      this.#left -= bytes.length;
      if (this.#left < 0) {
        throw invalidArgument("file", said`Cannot read more than ${this.#limit} bytes, unpacked`);
      }
      yield bytes;
      await this.#pauses.take();
    }
  }
}

function readChat(text: string, place: string): ArchiveItem {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { name: place, problem: said`This is no JSON` };
  }
  const name = titleIn(value) || place;
  try {
    return { chat: toChat(value) };
  } catch (error) {
    if (isProblem(error)) return { name, problem: error.words };
    throw error;
  }
}

function toChat(value: unknown): ArchivedChat {
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
