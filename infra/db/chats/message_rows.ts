import { type Insertable, type Kysely, type Selectable, sql } from "kysely";
import type { CompletionErrorCode } from "../../../domain/models/completion_provider.ts";
import type { Source } from "../../../domain/models/source.ts";
import { storedFinishReason } from "../../../domain/models/finish_reason.ts";
import type {
  Answer,
  AnswerState,
  Message,
  Question,
  Thinking,
} from "../../../domain/chats/message.ts";
import type { SentRequest } from "../../../domain/answers/turn_gateway.ts";
import type { MessagesTable, Schema } from "../connection/schema.ts";

/** The columns of a message. Each costs as much to read as a short text. */
export const messageColumns = [
  "id",
  "chat_id",
  "user_id",
  "parent_id",
  "role",
  "content",
  "tokens",
  "created_at",
  "model",
  "state",
  "finish_reason",
  "error_code",
  "retry_at",
  "prompt_tokens",
  "completion_tokens",
  "cached_prompt_tokens",
  "finished_at",
  "thinking",
  "facts",
] as const satisfies readonly (keyof MessagesTable)[];

/** A message's row, as it is read. */
export type MessageRow = Pick<Selectable<MessagesTable>, typeof messageColumns[number]>;

/**
 * Turns rows into messages, in the same order. The row of a streaming answer is read again together
 * with its chunks: one statement sees one moment, in which either the chunks are there or the
 * answer has ended. (Chunks are not joined to many messages at once, because their number changes
 * too fast for a query planner.)
 */
export async function toMessages(
  db: Kysely<Schema>,
  rows: readonly MessageRow[],
): Promise<Message[]> {
  const messages = await Promise.all(
    rows.map((row) => row.state === "streaming" ? readStreaming(db, row.id) : toMessage(row)),
  );
  return messages.filter((message) => message !== null);
}

async function readStreaming(db: Kysely<Schema>, id: string): Promise<Message | null> {
  const chunks = db.selectFrom("answer_chunks").selectAll().select(sql`0`.as("is_thinking"))
    .where("answer_id", "=", id)
    .unionAll(
      db.selectFrom("thinking_chunks").selectAll().select(sql`1`.as("is_thinking"))
        .where("answer_id", "=", id),
    );
  const rows = await db.selectFrom("messages as m")
    .leftJoin(chunks.as("c"), "c.answer_id", "m.id")
    .selectAll("m")
    .select(["c.text as chunk", "c.is_thinking"])
    .where("m.id", "=", id)
    .orderBy("c.position")
    .execute();
  const [row] = rows;
  if (!row) return null;
  if (row.state !== "streaming") return toMessage(row);
  // A continued answer begins with the text and the thinking that it had when it ended.
  const more = (isThinking: boolean) =>
    rows.filter((row) => Boolean(row.is_thinking) === isThinking)
      .map(({ chunk }) => chunk ?? "").join("");
  const content = row.content + more(false);
  return toMessage({ ...row, content, thinking: (row.thinking ?? "") + more(true) || null });
}

/** A question as a row. */
export function questionRow(question: Question): Insertable<MessagesTable> {
  return { ...baseRow(question), ...noAnswer };
}

/** A new answer as a row of the turn that `turnId` names. */
export function answerRow(
  answer: Answer,
  turn: SentRequest & { turnId: string; instanceId: string },
): Insertable<MessagesTable> {
  return {
    ...baseRow(answer),
    ...endOfAnswer(answer),
    turn_id: turn.turnId,
    request_id: answer.id === turn.turnId ? turn.idempotencyKey : null,
    request_digest: answer.id === turn.turnId ? turn.requestDigest : null,
    model: answer.model,
    instance_id: turn.instanceId,
    stop_requested: 0,
    begun_at: answer.createdAt.getTime(),
  };
}

/** The columns that are set when an answer ends. */
export function endOfAnswer(answer: Answer) {
  return {
    content: answer.content,
    tokens: answer.tokens,
    state: answer.state,
    finish_reason: answer.finishReason,
    error_code: answer.errorCode,
    retry_at: answer.retryAt?.getTime() ?? null,
    prompt_tokens: answer.promptTokens,
    completion_tokens: answer.completionTokens,
    cached_prompt_tokens: answer.cachedPromptTokens,
    finished_at: answer.finishedAt?.getTime() ?? null,
    thinking: answer.thinking?.text ?? null,
    facts: factsOf(answer),
  };
}

/** Further facts about an answer, which its row has as JSON. */
type AnswerFacts = {
  readonly thinking?: Omit<Thinking, "text">;
  readonly leftOut?: readonly string[];
  readonly sources?: readonly Source[];
};

function factsOf({ thinking, leftOut, sources = [] }: Answer): string | null {
  if (!thinking && leftOut.length === 0 && sources.length === 0) return null;
  const { milliseconds, tokens } = thinking ?? {};
  const facts = {
    ...milliseconds !== undefined && tokens !== undefined && { thinking: { milliseconds, tokens } },
    ...leftOut.length > 0 && { leftOut },
    ...sources.length > 0 && { sources },
  } satisfies AnswerFacts;
  return JSON.stringify(facts);
}

const noAnswer = {
  turn_id: null,
  request_id: null,
  request_digest: null,
  model: null,
  state: null,
  finish_reason: null,
  error_code: null,
  retry_at: null,
  prompt_tokens: null,
  completion_tokens: null,
  cached_prompt_tokens: null,
  instance_id: null,
  stop_requested: 0,
  finished_at: null,
  begun_at: null,
  thinking: null,
  facts: null,
};

function baseRow(message: Message) {
  return {
    id: message.id,
    chat_id: message.chatId,
    user_id: message.userId,
    parent_id: message.parentId,
    role: message.role,
    content: message.content,
    tokens: message.tokens,
    created_at: message.createdAt.getTime(),
  };
}

function toMessage(row: MessageRow): Message {
  const base = {
    id: row.id,
    chatId: row.chat_id,
    userId: row.user_id,
    parentId: row.parent_id,
    content: row.content,
    tokens: row.tokens,
    createdAt: new Date(row.created_at),
  };
  if (row.role === "user") return { ...base, role: "user" };
  return {
    ...base,
    role: "assistant",
    model: row.model!,
    state: row.state as AnswerState,
    finishReason: row.finish_reason === null ? null : storedFinishReason(row.finish_reason),
    errorCode: row.error_code as CompletionErrorCode | null,
    retryAt: row.retry_at === null ? null : new Date(row.retry_at),
    promptTokens: row.prompt_tokens,
    completionTokens: row.completion_tokens,
    cachedPromptTokens: row.cached_prompt_tokens,
    finishedAt: row.finished_at === null ? null : new Date(row.finished_at),
    ...withFacts(row),
  };
}

/** An answer whose process died is stored without the facts. */
function withFacts({ thinking, facts }: MessageRow): Pick<Answer, "thinking" | "leftOut"> {
  const known = facts === null ? {} : JSON.parse(facts) as AnswerFacts;
  return {
    thinking: thinking === null
      ? null
      : { milliseconds: 0, tokens: 0, ...known.thinking, text: thinking },
    leftOut: known.leftOut ?? [],
    ...known.sources && { sources: known.sources },
  };
}
