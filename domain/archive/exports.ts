import type { RateLimit, RateLimiter } from "../accounts/rate_limiter.ts";
import type { User } from "../accounts/user.ts";
import { type Chat, foundChat } from "../chats/chat.ts";
import type { ChatGateway } from "../chats/gateway.ts";
import type { Message } from "../chats/message.ts";
import type { Clock } from "../clock.ts";
import { chatFileName } from "./file_name.ts";
import type { ArchiveEntry, ArchiveFiles } from "./files.ts";
import type { ArchiveGateway, TreeNode } from "./gateway.ts";
import { exportedJson } from "./json.ts";
import { exportedMarkdown } from "./markdown.ts";

/**
 * The format of an exported chat: Markdown of its active branch to read, or JSON of everything to
 * import again.
 */
export type ExportFormat = "md" | "json";

/** A chat as a file. */
export type ExportedChat = {
  readonly fileName: string;
  /** The content, in parts. */
  readonly text: AsyncIterable<string>;
};

/** The use cases that export chats. Errors are those of {@link App}. */
export interface ExportUseCases {
  /** One chat as a file. @throws `not_found` */
  exportChat(
    input: { userId: string; chatId: string; format: ExportFormat },
  ): Promise<ExportedChat>;

  /**
   * Everything of a user in one archive: each chat in both formats, and the account without any
   * secret. The archive is made while it is read.
   *
   * @throws `rate_limited`
   */
  exportAccount(user: User): Promise<AsyncIterable<Uint8Array<ArrayBuffer>>>;
}

/** Limit on a user's archives. Making one reads everything the user has. */
const EXPORTS: RateLimit = { count: 20, seconds: 3600 };

/** Chats read at a time, without their messages. */
const CHATS_AT_ONCE = 50;

/** Messages read at a time. */
const MESSAGES_AT_ONCE = 100;

/** Most chats that an archive has in both formats; a ZIP archive holds at most 65,535 files. */
const READABLE_CHATS = 25_000;

type ExportDeps = {
  readonly chats: ChatGateway;
  readonly archives: ArchiveGateway;
  readonly archiveFiles: ArchiveFiles;
  readonly rateLimiter: RateLimiter;
  readonly clock: Clock;
};

/** Binds the use cases that export chats. */
export function createExportUseCases(deps: ExportDeps): ExportUseCases {
  return {
    exportChat: (input) => exportChat(deps, input),
    async exportAccount(user) {
      await deps.rateLimiter.take(`export:${user.id}`, EXPORTS);
      return deps.archiveFiles.pack(accountEntries(deps, user));
    },
  };
}

async function exportChat(
  deps: ExportDeps,
  { userId, chatId, format }: Parameters<ExportUseCases["exportChat"]>[0],
): Promise<ExportedChat> {
  const chat = foundChat(await deps.chats.find(userId, chatId));
  const text = format === "json" ? await jsonOf(deps, chat) : await markdownOf(deps, chat);
  return { fileName: `${chatFileName(chat)}.${format}`, text };
}

async function* accountEntries(deps: ExportDeps, user: User): AsyncIterable<ArchiveEntry> {
  const now = deps.clock.now();
  const { name, email, settings, createdAt } = user;
  const account = { format: "parley.account", version: 1, name, email, settings, createdAt };
  const json = JSON.stringify({ ...account, exportedAt: now }, null, 2);
  yield { name: "account.json", modifiedAt: now, text: oneText(`${json}\n`) };
  let count = 0;
  for await (const chat of allChats(deps, user.id)) {
    const modifiedAt = chat.updatedAt;
    const path = `chats/${chatFileName(chat)}-${chat.id}`;
    yield { name: `${path}.json`, modifiedAt, text: await jsonOf(deps, chat) };
    if (++count > READABLE_CHATS) continue;
    yield { name: `${path}.md`, modifiedAt, text: await markdownOf(deps, chat) };
  }
}

async function* allChats({ archives }: ExportDeps, userId: string): AsyncIterable<Chat> {
  let after: string | null = null;
  do {
    const page: Chat[] = await archives.chats(userId, { after, limit: CHATS_AT_ONCE });
    yield* page;
    after = page.at(-1)?.id ?? null;
  } while (after !== null);
}

async function jsonOf(deps: ExportDeps, chat: Chat): Promise<AsyncIterable<string>> {
  const tree = await deps.archives.tree(chat.userId, chat.id);
  return exportedJson(chat, messagesOf(deps, chat, tree.map(({ id }) => id)));
}

async function markdownOf(deps: ExportDeps, chat: Chat): Promise<AsyncIterable<string>> {
  const tree = await deps.archives.tree(chat.userId, chat.id);
  return exportedMarkdown(chat, messagesOf(deps, chat, pathTo(chat.activeLeaf, tree)));
}

/** Ids from the root to a leaf. */
function pathTo(leaf: string, tree: readonly TreeNode[]): string[] {
  const parents = new Map(tree.map(({ id, parentId }) => [id, parentId]));
  const path: string[] = [];
  for (let id: string | null = leaf; id !== null && parents.has(id); id = parents.get(id)!) {
    path.push(id);
  }
  return path.reverse();
}

async function* messagesOf(
  { archives }: ExportDeps,
  { userId, id }: Chat,
  ids: readonly string[],
): AsyncIterable<Message> {
  for (let start = 0; start < ids.length; start += MESSAGES_AT_ONCE) {
    yield* await archives.messages(userId, id, ids.slice(start, start + MESSAGES_AT_ONCE));
  }
}

async function* oneText(text: string): AsyncIterable<string> {
  yield await text;
}
