import type { AdoptableItem, LeftOut } from "../../../domain/adoptions.ts";
import type { ArchivedChat, ArchivedMessage } from "../../../domain/chat_archive.ts";
import { said } from "../../../domain/said.ts";
import type { PredecessorChatRow, PredecessorMessageRow } from "./schema.ts";

/** What stands for the question of an answer that has none. */
const NO_QUESTION = "…";

/** The statuses that a chat of the predecessor's has; ours are called the same. */
const statuses = ["active", "ended"] as const;

/**
 * Makes a chat of ours of one of the predecessor's: a single branch with all messages, the erased ones
 * first, and the system message as the chat's own.
 *
 * @param rows The chat's messages in the order in which they were said.
 * @returns The chat, after what of it is left out.
 */
export function archivedChat(
  row: PredecessorChatRow,
  rows: readonly PredecessorMessageRow[],
): AdoptableItem[] {
  const status = statuses.find((status) => status === row.status);
  const id = chatId(row.id);
  if (!status) {
    const name = `chat ${row.id}`;
    const reason = said`Its status ${row.status} is none of ${statuses.join(", ")}`;
    return [{ name, reason, messages: rows.length }];
  }
  const createdAt = timeOf(row.created_at) ?? new Date(0);
  const talk = rows.filter(({ role }) => role === "user" || role === "assistant");
  const messages = inTurns(talk, { createdAt, model: row.model });
  const left = rows.filter(({ role }) => !roles.includes(role)).map((message): LeftOut => ({
    name: `message ${message.id} of chat ${row.id}`,
    messages: 1,
    reason: said`Its role ${message.role} is none of ${roles.join(", ")}`,
  }));
  const chat: ArchivedChat = {
    ...{ id, status, messages, createdAt, title: "" },
    updatedAt: timeOf(row.updated_at) ?? createdAt,
    systemMessage: systemMessage(row, rows),
    config: configOf(row),
    activeLeaf: messages.at(-1)?.id ?? "",
    memoryBeginsAt: memoryBegin(talk),
    tokenUsage: usageOf(row, talk),
    ...{ pinned: false, archived: false },
  };
  return [...left, { chat, userId: String(row.user_id) }];
}

const roles = ["system", "user", "assistant"];

/** UUIDs compare as ours do; any other id stays as it is. */
function chatId(value: unknown): string {
  const id = String(value);
  return /^[\da-f-]{36}$/i.test(id) ? id.toLowerCase() : id;
}

/** What go-openai left out of its requests when it was 0 or empty is the API's own default. */
function configOf(row: PredecessorChatRow): ArchivedChat["config"] {
  return {
    model: row.model,
    temperature: Number(row.temperature),
    topP: Number(row.top_p),
    n: row.n === 0 ? 1 : row.n,
    stop: row.stop === "" ? [] : [row.stop],
    maxTokens: row.max_tokens === 0 ? null : row.max_tokens,
    presencePenalty: Number(row.presence_penalty),
    frequencyPenalty: Number(row.frequency_penalty),
  };
}

/** The first text is in both places, and forks keep an id in one of them. */
function systemMessage(
  { initial_message_id: initial }: PredecessorChatRow,
  rows: readonly PredecessorMessageRow[],
): string {
  const said = rows.filter(({ role }) => role === "system").map(({ content }) => content);
  const isText = !rows.some(({ id }) => id === initial);
  const texts = new Set(isText ? [...said, initial] : said);
  return [...texts].filter((text) => text !== "").join("\n\n");
}

/** Id of the first message that the model still knew, or `null` when it knew them all. */
function memoryBegin(rows: readonly PredecessorMessageRow[]): string | null {
  if (!rows.some(({ erased }) => erased)) return null;
  return String(rows.find(({ erased }) => !erased)?.id ?? "") || null;
}

/** The sum is the predecessor's own; what was answered of it is known by the messages. */
function usageOf(
  { token_usage }: PredecessorChatRow,
  rows: readonly PredecessorMessageRow[],
): ArchivedChat["tokenUsage"] {
  const answered = rows.filter(({ role, erased }) => role === "assistant" && !erased)
    .reduce((sum, { tokens }) => sum + tokens, 0);
  const completionTokens = Math.min(Math.max(0, answered), Math.max(0, token_usage));
  return { completionTokens, promptTokens: Math.max(0, token_usage) - completionTokens };
}

/** Questions and answers in turns: where one is missing there is one that says so. */
function inTurns(
  rows: readonly PredecessorMessageRow[],
  chat: { readonly createdAt: Date; readonly model: string },
): ArchivedMessage[] {
  const messages: ArchivedMessage[] = [];
  let createdAt = chat.createdAt;
  for (const row of rows) {
    createdAt = timeOf(row.created_at) ?? createdAt;
    const before = messages.at(-1);
    const base = {
      id: String(row.id),
      content: row.content ?? "",
      tokens: Math.max(0, row.tokens),
      createdAt,
    };
    const parentId = before?.id ?? null;
    if (row.role === "user") {
      if (before?.role !== "user") messages.push({ ...base, role: "user", parentId });
      else {
        const missing = { id: `${before.id}#answer`, content: "", tokens: 0, createdAt };
        messages.push({ ...answer(missing, before.id, chat.model), state: "interrupted" });
        messages.push({ ...base, role: "user", parentId: missing.id });
      }
      continue;
    }
    if (before?.role !== "user") {
      const missing = { id: `${row.id}#question`, content: NO_QUESTION, tokens: 0, createdAt };
      messages.push({ ...missing, role: "user", parentId });
    }
    messages.push(answer(base, messages.at(-1)!.id, row.model || chat.model));
  }
  return messages;
}

function answer(
  base: Pick<ArchivedMessage, "id" | "content" | "tokens" | "createdAt">,
  parentId: string,
  model: string,
): Extract<ArchivedMessage, { role: "assistant" }> {
  return {
    ...{ ...base, role: "assistant", parentId, model, state: "complete", finishReason: null },
    ...{ errorCode: null, promptTokens: null, completionTokens: null, finishedAt: base.createdAt },
  };
}

/** MySQL may hold dates that are none, such as a month 0. */
function timeOf(time: Date): Date | null {
  return time instanceof Date && !Number.isNaN(time.getTime()) ? time : null;
}
