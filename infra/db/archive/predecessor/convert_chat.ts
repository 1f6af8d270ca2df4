import type { AdoptableItem, LeftOut } from "../../../../domain/archive/adoptions.ts";
import type { ExportedChat, ExportedMessage } from "../../../../domain/archive/exported_chat.ts";
import { normalizeId } from "../../../../domain/id.ts";
import { said } from "../../../../domain/said.ts";
import { countOf, flagOf, nameOf, numberOf, textOf, timeOf } from "./column_values.ts";
import type { PredecessorChatRow, PredecessorMessageRow } from "./schema.ts";

/** The statuses of the predecessor's chats; ours have the same names. */
const statuses = ["active", "ended"] as const;

/** A message's row with values of known types. */
type ReadMessage = {
  readonly id: string;
  readonly role: string | null;
  readonly content: string;
  readonly tokens: number;
  /** Empty when it isn't known. */
  readonly model: string;
  readonly isErased: boolean;
  readonly createdAt: Date | null;
};

/**
 * Converts a chat of the predecessor: a single branch with all messages, the erased ones first, and
 * the system message as the chat's own.
 *
 * @param rows The chat's messages in the order in which they were sent.
 * @returns The parts that can't be converted, then the chat.
 */
export function convertChat(
  row: PredecessorChatRow,
  rows: readonly PredecessorMessageRow[],
): AdoptableItem[] {
  const name = `chat ${nameOf(row.id)}`;
  const id = normalizeId(textOf(row.id) ?? "");
  if (id === "") {
    const reason = said`Its id must be 1 to 36 printable ASCII characters`;
    return [{ name: `${name} of user ${nameOf(row.user_id)}`, reason, messages: rows.length }];
  }
  const status = statuses.find((status) => status === textOf(row.status));
  if (!status) {
    const reason = said`Its status is ${nameOf(row.status)}; it must be one of ${
      statuses.join(", ")
    }`;
    return [{ name, reason, messages: rows.length }];
  }
  const createdAt = timeOf(row.created_at) ?? new Date(0);
  const all = rows.map(readMessage);
  const talk = all.filter(({ role }) => role === "user" || role === "assistant");
  const messages = alternating(talk, { createdAt, model: textOf(row.model) ?? "" });
  const leftOut = rows.filter(({ role }) => !roles.includes(textOf(role) ?? ""))
    .map((message): LeftOut => ({
      name: `message ${nameOf(message.id)} of ${name}`,
      messages: 1,
      reason: said`Its role is ${nameOf(message.role)}; it must be one of ${roles.join(", ")}`,
    }));
  const chat: ExportedChat = {
    id,
    status,
    messages,
    createdAt,
    title: "",
    updatedAt: timeOf(row.updated_at) ?? createdAt,
    systemMessage: systemMessage(textOf(row.initial_message_id) ?? "", all),
    config: configOf(row),
    activeLeaf: messages.at(-1)?.id ?? "",
    memoryBeginsAt: memoryBeginsAt(talk),
    tokenUsage: usageOf(countOf(row.token_usage), talk),
    pinned: false,
    archived: false,
  };
  return [...leftOut, { chat, userId: textOf(row.user_id) ?? "", messages: talk.length }];
}

const roles = ["system", "user", "assistant"];

/** @param index The message's position, which stands in for a missing id. */
function readMessage(row: PredecessorMessageRow, index: number): ReadMessage {
  return {
    id: textOf(row.id) || `#${index}`,
    role: textOf(row.role),
    content: textOf(row.content) ?? "",
    tokens: countOf(row.tokens),
    model: textOf(row.model) ?? "",
    isErased: flagOf(row.erased),
    createdAt: timeOf(row.created_at),
  };
}

/**
 * go-openai left values of 0 and empty ones out of its requests, so they mean the API's default.
 * NULL means the configured default.
 */
function configOf(row: PredecessorChatRow): ExportedChat["config"] {
  const [n, maxTokens] = [numberOf(row.n), numberOf(row.max_tokens)];
  const stop = textOf(row.stop);
  const config = {
    model: textOf(row.model) || undefined,
    temperature: numberOf(row.temperature),
    topP: numberOf(row.top_p),
    n: n === 0 ? 1 : n,
    stop: stop === null ? undefined : [stop].filter((text) => text !== ""),
    maxTokens: maxTokens === 0 ? null : maxTokens,
    presencePenalty: numberOf(row.presence_penalty),
    frequencyPenalty: numberOf(row.frequency_penalty),
  };
  const known = Object.entries(config).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as ExportedChat["config"];
}

/** `initial` is the system message, which `messages` may have, too; in forks it may be an id. */
function systemMessage(initial: string, messages: readonly ReadMessage[]): string {
  const stored = messages.filter(({ role }) => role === "system").map(({ content }) => content);
  const isText = !messages.some(({ id }) => id === initial);
  const texts = new Set(isText ? [initial, ...stored] : stored);
  return [...texts].filter((text) => text !== "").join("\n\n");
}

/** Id of the first message in the model's memory, or `null` when that had all of them. */
function memoryBeginsAt(messages: readonly ReadMessage[]): string | null {
  if (!messages.some(({ isErased }) => isErased)) return null;
  return messages.find(({ isErased }) => !isErased)?.id ?? null;
}

/** The predecessor stored only the sum; the answers' part of it is known from the messages. */
function usageOf(sum: number, messages: readonly ReadMessage[]): ExportedChat["tokenUsage"] {
  const answered = messages.filter(({ role, isErased }) => role === "assistant" && !isErased)
    .reduce((sum, { tokens }) => sum + tokens, 0);
  const completionTokens = Math.min(answered, sum);
  return { completionTokens, promptTokens: sum - completionTokens };
}

/** Makes questions and answers alternate: an empty message stands in for a missing one. */
function alternating(
  talk: readonly ReadMessage[],
  chat: { readonly createdAt: Date; readonly model: string },
): ExportedMessage[] {
  const messages: ExportedMessage[] = [];
  let createdAt = chat.createdAt;
  for (const { id, content, tokens, role, ...others } of talk) {
    createdAt = others.createdAt ?? createdAt;
    const before = messages.at(-1);
    const base = { id, content, tokens, createdAt };
    const parentId = before?.id ?? null;
    if (role === "user") {
      if (before?.role !== "user") messages.push({ ...base, role: "user", parentId });
      else {
        const missing = { id: `${before.id}#answer`, content: "", tokens: 0, createdAt };
        messages.push({ ...answer(missing, before.id, chat.model), state: "interrupted" });
        messages.push({ ...base, role: "user", parentId: missing.id });
      }
      continue;
    }
    if (before?.role !== "user") {
      const missing = { id: `${id}#question`, content: "", tokens: 0, createdAt };
      messages.push({ ...missing, role: "user", parentId });
    }
    messages.push(answer(base, messages.at(-1)!.id, others.model || chat.model));
  }
  return messages;
}

function answer(
  base: Pick<ExportedMessage, "id" | "content" | "tokens" | "createdAt">,
  parentId: string,
  model: string,
): Extract<ExportedMessage, { role: "assistant" }> {
  return {
    ...base,
    role: "assistant",
    parentId,
    model,
    state: "complete",
    finishReason: null,
    errorCode: null,
    retryAt: null,
    leftOut: [],
    promptTokens: null,
    completionTokens: null,
    cachedPromptTokens: null,
    finishedAt: base.createdAt,
    thinking: null,
  };
}
