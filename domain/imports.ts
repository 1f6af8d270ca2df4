import { AppError } from "./app_error.ts";
import type { AppDeps } from "./app_deps.ts";
import type { ArchiveItem } from "./archive_files.ts";
import { adoptChat, type AdoptedChat } from "./adopt_chat.ts";
import { UNDO_WINDOW } from "./chat_purge.ts";
import { derivedId } from "./derived_id.ts";
import type { ArchivedChat } from "./chat_archive.ts";
import type { Message } from "./message.ts";
import { type Said, said } from "./said.ts";
import type { RateLimit } from "./user_gateway.ts";

/** A chat that could not be brought in. */
export type FailedImport = {
  /** Its title, or the file it is in. */
  readonly name: string;
  /** A sentence without a final period. */
  readonly reason: Said;
};

/** What became of a file. */
export type ImportReport = {
  /** Chats that are there now and were not before. */
  readonly imported: number;
  /** Chats that were there already, and were left as they are. */
  readonly present: number;
  /** How many chats could not be brought in. */
  readonly failed: number;
  /** The first of those. */
  readonly failures: readonly FailedImport[];
};

/** The use cases that bring chats in. Errors are those of {@link App}. */
export interface ImportUseCases {
  /**
   * Brings in the chats of a file that Parley or ChatGPT exported, each on its own: what is wrong with
   * one keeps no other out. The same file twice brings nothing the second time, but for chats that were
   * deleted meanwhile.
   *
   * @param file The file, or what receives it: called once there is room for it in memory.
   * @throws `invalid_argument` on field `file`, `not_found` when the account is deleted meanwhile,
   * `rate_limited`, also while this process reads other files
   */
  importChats(userId: string, file: Blob | (() => Promise<Blob>)): Promise<ImportReport>;
}

/** Files of one user. Reading one may take the server a minute. */
const IMPORTS: RateLimit = { count: 20, seconds: 3600 };

/** Files that a process reads at a time, which bounds their memory; a slow one keeps not all others out. */
const AT_ONCE = 2;

/** When a server that reads somebody's file is worth another try, in seconds. */
const RETRY_BUSY = 30;

/** Failures that a report tells one by one. */
const MAX_FAILURES = 50;

/** Binds the use cases that bring chats in. */
export function createImportUseCases(deps: AppDeps): ImportUseCases {
  let running = 0;
  return {
    async importChats(userId, file) {
      if (running >= AT_ONCE) throw busy();
      running++;
      try {
        await deps.rateLimiter.take(`import:${userId}`, IMPORTS);
        const received = file instanceof Blob ? file : await file();
        return await importAll(deps, { userId, items: deps.archiveFiles.read(received) });
      } finally {
        running--;
      }
    },
  };
}

type Import = { readonly userId: string; readonly items: AsyncIterable<ArchiveItem> };

async function importAll(deps: AppDeps, { userId, items }: Import): Promise<ImportReport> {
  const counts = { imported: 0, present: 0, failed: 0 };
  const failures: FailedImport[] = [];
  const hasAccount = await deps.users.find(userId) !== null;
  for await (const item of items) {
    const outcome = "chat" in item ? await importChat(deps, userId, item.chat) : {
      name: item.name,
      reason: item.problem,
    };
    if (hasAccount) await assertNotDeleted(deps, userId);
    if (typeof outcome === "string") {
      counts[outcome]++;
    } else {
      counts.failed++;
      if (failures.length < MAX_FAILURES) failures.push(outcome);
    }
  }
  return { ...counts, failures };
}

/** Nothing comes to an account that was deleted meanwhile. @throws {AppError} `not_found` */
async function assertNotDeleted({ users, erasures }: AppDeps, userId: string): Promise<void> {
  if (await users.find(userId)) return;
  while (await erasures.deleteSome(userId));
  throw new AppError("not_found", said`There is no such account`);
}

async function importChat(
  deps: AppDeps,
  userId: string,
  archived: ArchivedChat,
): Promise<"imported" | "present" | FailedImport> {
  try {
    const chatId = await derivedId([userId, archived.id], { time: archived.createdAt, index: 0 });
    const ids = [archived.id, chatId];
    if ((await deps.archives.known(userId, ids)).length > 0) return "present";
    const since = new Date(deps.clock.now().getTime() - UNDO_WINDOW);
    if ((await deps.archives.restore(userId, ids, since)).length > 0) return "imported";
    const adopted = await adoptChat(archived, { userId, chatId, deps });
    const messages = await counted(deps, adopted);
    if (await deps.archives.store(adopted.chat, messages)) return "imported";
    if ((await deps.archives.known(userId, ids)).length > 0) return "present";
    return {
      name: adopted.chat.title,
      reason: said`It is still being deleted; try again in a while`,
    };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "invalid_argument") throw error;
    return { name: archived.title, reason: error.words };
  }
}

/** Counted anew, for what a file says of tokens decides how much of a chat is read for each answer. */
async function counted(
  { tokenizer }: AppDeps,
  { chat, messages }: AdoptedChat,
): Promise<Message[]> {
  const all: Message[] = [];
  for (const message of messages) {
    all.push({ ...message, tokens: await tokenizer.count(message.content, chat.config.model) });
  }
  return all;
}

function busy(): AppError {
  const words = said`The server is reading another file; try again in ${RETRY_BUSY} seconds`;
  return new AppError("rate_limited", words, { details: { retryAfterSeconds: RETRY_BUSY } });
}
