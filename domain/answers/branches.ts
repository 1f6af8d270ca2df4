import { AppError } from "../app_error.ts";
import type { Chat } from "../chats/chat.ts";
import type { Message } from "../chats/message.ts";
import { findMemoryStart, type TokenWindowDeps } from "../chats/token_window.ts";
import { said } from "../said.ts";
import type { TurnGateway } from "./turn_gateway.ts";

/** The use cases about the branches of a chat's tree. Errors are those of {@link App}. */
export interface BranchUseCases {
  /**
   * Shows the branch of a message: the chat's active path then ends in the newest message below it.
   * Running answers go on, whichever branch is shown.
   *
   * @returns The chat as it is now.
   * @throws `not_found`
   */
  selectBranch(input: { userId: string; chatId: string; messageId: string }): Promise<Chat>;

  /**
   * The versions of messages: other questions at the same place, or other answers to the same
   * question.
   *
   * @param input `messages` are on one path.
   * @returns For each message's id, the ids of all its versions including itself, oldest first.
   * Messages with only one version are left out.
   */
  listVersions(
    input: {
      userId: string;
      chatId: string;
      messages: readonly Pick<Message, "id" | "parentId">[];
    },
  ): Promise<ReadonlyMap<string, readonly string[]>>;

  /** Ids of the answers that are being written in a chat, on any branch. */
  listRunning(userId: string, chatId: string): Promise<readonly string[]>;

  /** A message of the chat, on any branch. @throws `not_found` */
  getMessage(userId: string, chatId: string, messageId: string): Promise<Message>;
}

type BranchDeps = TokenWindowDeps & { readonly turns: TurnGateway };

/** Binds the use cases about the branches of a chat's tree. */
export function createBranchUseCases(deps: BranchDeps): BranchUseCases {
  const { chats, turns } = deps;
  return {
    selectBranch: (input) => selectBranch(deps, input),
    listVersions: ({ userId, chatId, messages }) => chats.versions(userId, chatId, messages),
    listRunning: (userId, chatId) => turns.findRunning(userId, chatId),
    async getMessage(userId, chatId, messageId) {
      const [message] = await chats.path(userId, chatId, { from: messageId, limit: 1 });
      if (!message) throw noMessage();
      return message;
    },
  };
}

async function selectBranch(
  deps: TokenWindowDeps,
  { userId, chatId, messageId }: Parameters<BranchUseCases["selectBranch"]>[0],
): Promise<Chat> {
  const { chats } = deps;
  const chat = await chats.find(userId, chatId);
  const activeLeaf = chat && await chats.newestLeaf(userId, chatId, messageId);
  if (!chat || !activeLeaf) throw noMessage();
  const memoryBeginsAt = await findMemoryStart(deps, { ...chat, activeLeaf });
  const selected = await chats.update(userId, chatId, { activeLeaf, memoryBeginsAt });
  if (!selected) throw noMessage();
  return selected;
}

function noMessage(): AppError {
  return new AppError("not_found", said`There is no such message`);
}
