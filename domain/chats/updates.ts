import type { StorageLimit } from "../accounts/storage.ts";
import { AppError, chatChanged } from "../app_error.ts";
import { refuseProblems, type SettingsProblems } from "../models/settings_problems.ts";
import { said } from "../said.ts";
import { type Chat, foundChat } from "./chat.ts";
import type { ChatChanges } from "./gateway.ts";
import { type ChatSettingsInput, checkedSettings } from "./settings.ts";
import { normalizeTitle, titleProblem } from "./title.ts";
import { findMemoryStart, type TokenWindowDeps } from "./token_window.ts";

/** Changes of a chat; absent fields stay as they are. */
export type ChatUpdate = ChatSettingsInput & {
  readonly userId: string;
  readonly chatId: string;
  readonly title?: string;
  /** Whether it is shown at the top of the list. */
  readonly pinned?: boolean;
  /** Whether it is in the archive; a new message moves it back to the list. */
  readonly archived?: boolean;
  /** If given, the chat is changed only if it still has this revision. */
  readonly revision?: number;
};

/** The use case that changes a chat. Errors are those of {@link App}. */
export interface ChatUpdateUseCases {
  /**
   * Changes a chat, all of the fields or none. Settings of the model take effect with the next
   * question; those of an ended chat can't be changed.
   *
   * @returns The chat as it is now.
   * @throws `not_found`, `chat_ended`, `chat_changed`, `storage_full`, `invalid_argument` naming
   * every wrong field: `title`, `model`, `system`, `config.…`
   */
  updateChat(input: ChatUpdate): Promise<Chat>;
}

/** How often an update is tried when another call changes the chat at the same time. */
const ATTEMPTS = 10;

type ChatUpdateDeps = TokenWindowDeps & { readonly limits: StorageLimit };

/** Binds the use case that changes a chat. */
export function createChatUpdateUseCases(deps: ChatUpdateDeps): ChatUpdateUseCases {
  return {
    async updateChat(input) {
      for (let attempt = 1;; attempt++) {
        try {
          return await updateChat(deps, input);
        } catch (error) {
          if (!isChanged(error) || input.revision !== undefined || attempt === ATTEMPTS) {
            throw error;
          }
        }
      }
    },
  };
}

/**
 * Whether new settings are valid depends on the unchanged ones, so they are stored only if the chat
 * still has the revision they were checked against.
 */
async function updateChat(deps: ChatUpdateDeps, input: ChatUpdate): Promise<Chat> {
  const { userId, chatId, pinned, archived, revision } = input;
  const chat = foundChat(await deps.chats.find(userId, chatId));
  const title = input.title === undefined ? undefined : normalizeTitle(input.title);
  const problem = title === undefined ? null : titleProblem(title);
  const { problems, ...settings } = await changedSettings(deps, chat, input);
  refuseProblems(
    { ...problem && { title: problem }, ...problems },
    (reasons) => said`Cannot change this chat. ${reasons}`,
  );
  if (revision !== undefined && revision !== chat.revision) throw chatChanged();
  const changes = { title, pinned, archived, ...await withMemory(deps, chat, settings) };
  const expected = revision ?? ("config" in settings ? chat.revision : undefined);
  const conditions = { revision: expected, storageLimit: deps.limits.storage };
  return foundChat(await deps.chats.update(userId, chatId, changes, conditions));
}

type ChangedSettings = Pick<ChatChanges, "systemMessage" | "config">;

async function changedSettings(
  deps: ChatUpdateDeps,
  chat: Chat,
  { model, systemMessage, config }: ChatSettingsInput,
): Promise<ChangedSettings & { readonly problems?: SettingsProblems }> {
  if (model === undefined && systemMessage === undefined && config === undefined) return {};
  if (chat.status === "ended") {
    throw new AppError(
      "chat_ended",
      said`This chat has ended, and its settings can't be changed any more`,
    );
  }
  await deps.models.prepare(model ?? chat.config.model);
  return await checkedSettings(deps, chat, { model, systemMessage, config });
}

/** Adds where the model's memory begins, if the changes alter how much of the chat it reads. */
async function withMemory(
  deps: ChatUpdateDeps,
  chat: Chat,
  changes: ChangedSettings,
): Promise<ChatChanges> {
  const { systemMessage = chat.systemMessage, config = chat.config } = changes;
  const readsAsBefore = systemMessage === chat.systemMessage &&
    config.model === chat.config.model && config.maxTokens === chat.config.maxTokens;
  if (readsAsBefore) return changes;
  return {
    ...changes,
    memoryBeginsAt: await findMemoryStart(deps, { ...chat, systemMessage, config }),
  };
}

function isChanged(error: unknown): boolean {
  return error instanceof AppError && error.code === "chat_changed";
}
