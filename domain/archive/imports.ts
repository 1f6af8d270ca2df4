import type { ErasureGateway } from "../accounts/erasure_gateway.ts";
import type { RateLimit, RateLimiter } from "../accounts/rate_limiter.ts";
import type { StorageLimit } from "../accounts/storage.ts";
import type { UserGateway } from "../accounts/user_gateway.ts";
import { AppError } from "../app_error.ts";
import type { Message } from "../chats/message.ts";
import { UNDO_WINDOW } from "../chats/purge.ts";
import type { Clock } from "../clock.ts";
import { FairSlots } from "../fair_slots.ts";
import type { Tokenizer } from "../models/tokenizer.ts";
import { type Said, said } from "../said.ts";
import { adoptChat, type AdoptDeps, type AdoptedChat } from "./adopt_chat.ts";
import type { ExportedChat } from "./exported_chat.ts";
import { derivedId } from "./derived_id.ts";
import type { ArchiveFiles, ArchiveItem } from "./files.ts";
import type { ArchiveGateway } from "./gateway.ts";
import { addOmissions, type Omissions } from "./omissions.ts";
import { RETRY_FILES, UploadRoom } from "./upload_room.ts";

/** A chat that could not be imported. */
export type FailedImport = {
  /** Its title, or the name of its file. */
  readonly name: string;
  /** A sentence without a final period. */
  readonly reason: Said;
};

/** The result of importing a file. */
export type ImportReport = {
  /** How many chats are new. */
  readonly imported: number;
  /** How many chats were there already and stay as they are. */
  readonly present: number;
  /** How many chats could not be imported. */
  readonly failed: number;
  /** The first of those. */
  readonly failures: readonly FailedImport[];
  /** What was left out of the imported chats; absent when nothing was. */
  readonly omitted?: Omissions;
};

/**
 * Receives a file into memory.
 *
 * @param keep Must be called with the number of bytes before they are kept; throws when there is no
 * room.
 */
export type FileReceiver = (keep: (bytes: number) => void) => Promise<Blob>;

/** The use cases that import chats. Errors are those of {@link App}. */
export interface ImportUseCases {
  /**
   * Imports the chats of a file exported by Parley or ChatGPT, each independently: an invalid chat
   * doesn't keep others out. Importing the same file again adds nothing, except chats that were
   * deleted since.
   *
   * @param file The file, or a function that receives it. A slow upload doesn't block those of
   * other users.
   * @throws `invalid_argument` on field `file`, `payload_too_large` when it unpacks to too much,
   * `not_found` when the account is deleted in the meantime, `rate_limited` (also while other files
   * of this user are uploaded or many files are being read), and any error of `file`
   */
  importChats(userId: string, file: Blob | FileReceiver): Promise<ImportReport>;
}

/** Limit on a user's files. Reading one may take the server a minute. */
const IMPORTS: RateLimit = { count: 20, seconds: 3600 };

/** Files that a process reads at a time, at most one of each user. */
const AT_ONCE = 2;

/** How long a file waits for its turn, in milliseconds. Proxies wait for a minute. */
const PATIENCE = 30_000;

const MIB = 1024 * 1024;

/** Most bytes of a file. */
export const MAX_FILE_BYTES = 64 * MIB;

/**
 * Limits on uploads in memory, from the first byte until the file is read. A user has room for one
 * file of the largest size.
 */
const UPLOADS = { perUser: 2, bytesPerUser: 65 * MIB, bytes: 4 * 65 * MIB };

/** Limits on the contents of one file. */
export type ImportBounds = {
  /** Chats in the file, including unreadable ones; as many as our own ZIP archives hold. */
  readonly chats: number;
  /** New messages. */
  readonly messages: number;
};

const BOUNDS: ImportBounds = { chats: 65_000, messages: 500_000 };

/** Most failures that a report lists. */
const MAX_FAILURES = 50;

type ImportDeps = AdoptDeps & {
  readonly archives: ArchiveGateway;
  readonly archiveFiles: ArchiveFiles;
  readonly users: UserGateway;
  readonly erasures: ErasureGateway;
  readonly rateLimiter: RateLimiter;
  readonly tokenizer: Tokenizer;
  readonly limits: StorageLimit;
};

/**
 * Binds the use cases that import chats.
 *
 * @param bounds Only tests pass smaller ones.
 */
export function createImportUseCases(
  deps: ImportDeps,
  bounds: ImportBounds = BOUNDS,
): ImportUseCases {
  const room = new UploadRoom(UPLOADS);
  const slots = new FairSlots(AT_ONCE);
  return {
    async importChats(userId, file) {
      using upload = room.enter(userId);
      await deps.rateLimiter.take(`import:${userId}`, IMPORTS);
      const received = await receive(file, upload.keep);
      using _slot = await slotFor(deps, slots, userId);
      return await importAll(deps, { userId, items: deps.archiveFiles.read(received), bounds });
    },
  };
}

async function receive(file: Blob | FileReceiver, keep: (bytes: number) => void): Promise<Blob> {
  if (!(file instanceof Blob)) return await file(keep);
  keep(file.size);
  return file;
}

/** @throws {AppError} `rate_limited` when no slot becomes free in time. */
async function slotFor(
  { clock }: { readonly clock: Clock },
  slots: FairSlots,
  userId: string,
): Promise<Disposable> {
  const [late, taken] = [new AbortController(), new AbortController()];
  void clock.sleep(PATIENCE, taken.signal).then(() => late.abort());
  try {
    const slot = await slots.take(userId, late.signal);
    if (slot) return slot;
  } finally {
    taken.abort();
  }
  const words = said`The server is reading other files; try again in ${RETRY_FILES} seconds`;
  throw new AppError("rate_limited", words, { details: { retryAfterSeconds: RETRY_FILES } });
}

type Import = {
  readonly userId: string;
  readonly items: AsyncIterable<ArchiveItem>;
  readonly bounds: ImportBounds;
};

async function importAll(
  deps: ImportDeps,
  { userId, items, bounds }: Import,
): Promise<ImportReport> {
  const counts = { imported: 0, present: 0, failed: 0 };
  const failures: FailedImport[] = [];
  const hasAccount = await deps.users.find(userId) !== null;
  let omitted: Omissions | null = null;
  let [chats, messages] = [0, 0];
  for await (const item of items) {
    const isTooMuch = ++chats > bounds.chats || messages > bounds.messages;
    const outcome = isTooMuch
      ? restOf(item, chats > bounds.chats ? tooManyChats(bounds) : tooManyMessages(bounds))
      : "chat" in item
      ? await importChat(deps, userId, item.chat)
      : { name: item.name, reason: item.problem };
    if (hasAccount) await assertNotDeleted(deps, userId);
    if (typeof outcome === "string") {
      counts[outcome]++;
      if (outcome === "imported" && "chat" in item) {
        messages += item.chat.messages.length;
        omitted = addOmissions(omitted, item.chat.omitted ?? null);
      }
    } else {
      counts.failed++;
      if (failures.length < MAX_FAILURES || isTooMuch) failures.push(outcome);
    }
    if (isTooMuch) break;
  }
  return { ...counts, failures, ...omitted && { omitted } };
}

/** The first chat beyond a limit stands for all that follow in the report. */
function restOf(item: ArchiveItem, reason: Said): FailedImport {
  return { name: "chat" in item ? item.chat.title : item.name, reason };
}

function tooManyChats({ chats }: ImportBounds): Said {
  return said`This chat and those after it were not read: a file has at most ${chats} chats; import the others from separate files`;
}

function tooManyMessages({ messages }: ImportBounds): Said {
  return said`This chat and those after it were not read: the file has more than ${messages} new messages; import it again for the others`;
}

/** An account that was deleted in the meantime gets no chats. @throws {AppError} `not_found` */
async function assertNotDeleted({ users, erasures }: ImportDeps, userId: string): Promise<void> {
  if (await users.find(userId)) return;
  while (await erasures.deleteSome(userId));
  throw new AppError("not_found", said`There is no such account`);
}

async function importChat(
  deps: ImportDeps,
  userId: string,
  exported: ExportedChat,
): Promise<"imported" | "present" | FailedImport> {
  const { storage } = deps.limits;
  try {
    const chatId = await derivedId([userId, exported.id], { time: exported.createdAt, index: 0 });
    const ids = [exported.id, chatId];
    if ((await deps.archives.known(userId, ids)).length > 0) return "present";
    const since = new Date(deps.clock.now().getTime() - UNDO_WINDOW);
    if ((await deps.archives.restore(userId, ids, since)).length > 0) return "imported";
    const adopted = await adoptChat(exported, { userId, chatId, deps });
    const messages = await counted(deps, adopted);
    if (await deps.archives.store(adopted.chat, messages, storage)) return "imported";
    if ((await deps.archives.known(userId, ids)).length > 0) return "present";
    return {
      name: adopted.chat.title,
      reason: said`It is still being deleted; try again in a while`,
    };
  } catch (error) {
    if (!(error instanceof AppError) || !isAboutChat(error)) throw error;
    return { name: exported.title, reason: error.words };
  }
}

/** Whether an error is about one chat, so that others of the file can still be imported. */
function isAboutChat({ code }: AppError): boolean {
  return code === "invalid_argument" || code === "storage_full";
}

/**
 * Counts tokens anew instead of trusting the file: they decide how much of a chat the model reads.
 */
async function counted(
  { tokenizer }: ImportDeps,
  { chat, messages }: AdoptedChat,
): Promise<Message[]> {
  const all: Message[] = [];
  for (const message of messages) {
    all.push({ ...message, tokens: await tokenizer.count(message.content, chat.config.model) });
  }
  return all;
}
