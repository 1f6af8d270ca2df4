import { actingUser } from "../accounts/acting_user.ts";
import { AppError } from "../app_error.ts";
import { isChatId } from "../id.ts";
import { type Said, said } from "../said.ts";
import { adoptChat, type AdoptDeps, type AdoptedChat } from "./adopt_chat.ts";
import type { ExportedChat } from "./exported_chat.ts";
import type { ArchiveGateway } from "./gateway.ts";

/** A row of another program's database that could not be copied. */
export type LeftOut = {
  /** Identifies the row, such as `message 7 of chat 5`. */
  readonly name: string;
  /** A sentence without a final period. */
  readonly reason: Said;
  /** How many messages are left out with it, or 1 for a message. */
  readonly messages: number;
};

/** An item found in another program's database. */
export type AdoptableItem =
  | {
    /** Keeps its id, by which clients know the chat. */
    readonly chat: ExportedChat;
    /** The user id that programs send, which is kept, too; a UUID in lower case. */
    readonly userId: string;
    /** How many messages it has there: some of the chat's here may only stand for missing ones. */
    readonly messages: number;
  }
  | LeftOut;

/** The result of copying another program's chats. */
export type AdoptionReport = {
  /** Chats that are new here, and their messages. */
  readonly chats: number;
  readonly messages: number;
  /** Chats that were already here, unchanged. */
  readonly present: number;
  /** Messages that were left out, including those of chats that were left out. */
  readonly messagesLeftOut: number;
  /** How many rows were left out, each for a reason of its own. */
  readonly leftOut: number;
  /** The first of those. */
  readonly examples: readonly LeftOut[];
};

type AdoptionDeps = AdoptDeps & { readonly archives: ArchiveGateway };

/** Most rows left out that a report lists. */
const MAX_EXAMPLES = 50;

/**
 * Copies another program's chats, each in one transaction. A second run copies only what is new:
 * the ids of messages are derived from their own. An item that can't be copied doesn't keep others
 * out.
 *
 * @param items In any order.
 * @param onProgress Called after each item with the report so far.
 * @throws {AppError} `unavailable`
 */
export async function adoptAll(
  deps: AdoptionDeps,
  items: AsyncIterable<AdoptableItem>,
  onProgress: (report: AdoptionReport) => void = () => {},
): Promise<AdoptionReport> {
  const counts = { chats: 0, messages: 0, present: 0, messagesLeftOut: 0, leftOut: 0 };
  const examples: LeftOut[] = [];
  for await (const item of items) {
    const outcome = "chat" in item ? await adopt(deps, item) : item;
    if ("reason" in outcome) {
      counts.leftOut++;
      counts.messagesLeftOut += outcome.messages;
      if (examples.length < MAX_EXAMPLES) examples.push(outcome);
    } else if (outcome.isNew) {
      counts.chats++;
      counts.messages += outcome.messages;
    } else {
      counts.present++;
    }
    onProgress({ ...counts, examples });
  }
  return { ...counts, examples };
}

type Adopted = { readonly isNew: boolean; readonly messages: number };

async function adopt(
  deps: AdoptionDeps,
  { chat, userId: name, messages: count }: Extract<AdoptableItem, { chat: unknown }>,
): Promise<Adopted | LeftOut> {
  const leftOut = (reason: Said, messages = count): LeftOut => {
    return { name: `chat ${chat.id}`, reason, messages };
  };
  try {
    if (!isChatId(chat.id)) {
      return leftOut(said`Its id must be 1 to 36 printable ASCII characters`);
    }
    // A user whose id can't be sent in calls would never find the chat again.
    const userId = actingUser({ kind: "service" }, { userId: name, scope: "chat:write" });
    const adopted = await adoptChat(chat, { userId, chatId: chat.id, deps });
    if (await deps.archives.store(adopted.chat, adopted.messages)) {
      return { isNew: true, messages: count };
    }
    const missing = await missingFrom(deps, adopted);
    if (missing === null) {
      return leftOut(said`A chat with this id already exists, deleted or owned by another user`);
    }
    if (missing === 0) return { isNew: false, messages: 0 };
    const words = said`It changed after it was copied: ${missing} of its messages are missing here`;
    return leftOut(words, missing);
  } catch (error) {
    if (!(error instanceof AppError)) return leftOut(said`It cannot be stored: ${String(error)}`);
    if (error.code !== "invalid_argument") throw error;
    return leftOut(error.words);
  }
}

/**
 * How many messages the chat with this id lacks here; `null` if it is another user's, or deleted.
 */
async function missingFrom(
  { archives }: AdoptionDeps,
  { chat, messages }: AdoptedChat,
): Promise<number | null> {
  const tree = await archives.tree(chat.userId, chat.id);
  if (tree.length === 0) return null;
  const here = new Set(tree.map(({ id }) => id));
  // Empty messages only stand between two others.
  return messages.filter(({ id, content }) => content !== "" && !here.has(id)).length;
}
