import { type AppError, invalidArgument } from "../../domain/app_error.ts";
import type { ExportedChat, ExportedMessage } from "../../domain/archive/exported_chat.ts";
import { countOmissions } from "../../domain/archive/omissions.ts";
import { type Said, said } from "../../domain/said.ts";
import type { ChatGptConversation } from "./chatgpt_schema.ts";
import { type Spoken, spokenIn } from "./chatgpt_tree.ts";

/** The text of the question that is made up for an answer without one. */
const NO_QUESTION = "…";

/** The model's name where an export has none. */
const UNNAMED = "ChatGPT";

/**
 * Converts one of ChatGPT's conversations to a chat: its whole tree, without messages that contain
 * nothing for people to read.
 *
 * @throws {AppError} `invalid_argument` when there is nothing to read, or too much.
 */
export function chatGptChat(conversation: ChatGptConversation): ExportedChat {
  const id = conversation.conversation_id || conversation.id;
  if (!id) throw unreadable(said`This conversation has no id`);
  const { spoken, at, instructions, omitted } = spokenIn(conversation);
  const usual = conversation.default_model_slug || UNNAMED;
  const messages = spoken.flatMap((each) => toMessages(each, usual))
    .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  const [first, last] = [messages[0], messages.at(-1)];
  if (!first || !last) throw unreadable(said`This conversation has no text`);
  const shown = at.get(conversation.current_node ?? "")?.id;
  const { title, create_time, update_time, default_model_slug: model } = conversation;
  return {
    id,
    title: title ?? "",
    createdAt: create_time ? new Date(create_time * 1000) : first.createdAt,
    updatedAt: update_time ? new Date(update_time * 1000) : last.createdAt,
    systemMessage: instructions,
    status: "active",
    config: model ? { model } : {},
    activeLeaf: messages.find(({ id }) => id === shown)?.id ?? last.id,
    memoryBeginsAt: null,
    tokenUsage: { promptTokens: 0, completionTokens: 0 },
    pinned: false,
    archived: conversation.is_archived ?? false,
    messages,
    omitted: countOmissions(omitted),
  };
}

/** @param usual The model of answers that name none. */
function toMessages(
  { id, role, text, time, model, parent }: Spoken,
  usual: string,
): ExportedMessage[] {
  const base = { id, content: text, tokens: 0, createdAt: time };
  if (role === "user") return [{ ...base, role, parentId: parent?.id ?? null }];
  const questionId = parent?.id ?? `${id}:question`;
  const answer: ExportedMessage = {
    ...base,
    role,
    model: model || usual,
    parentId: questionId,
    state: "complete",
    finishReason: "stop",
    errorCode: null,
    retryAt: null,
    leftOut: [],
    promptTokens: null,
    completionTokens: null,
    cachedPromptTokens: null,
    finishedAt: time,
    thinking: null,
  };
  if (parent) return [answer];
  const question = { ...base, id: questionId, content: NO_QUESTION, parentId: null };
  return [{ ...question, role: "user" }, answer];
}

function unreadable(reason: Said): AppError {
  return invalidArgument("file", reason);
}
