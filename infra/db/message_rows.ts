import type { Insertable, Kysely, Selectable } from "kysely";
import type { CompletionErrorCode, FinishReason } from "../../domain/completion_provider.ts";
import type { Answer, AnswerState, Message, Question } from "../../domain/message.ts";
import type { MessagesTable, Schema } from "./schema.ts";

/** A message joined with one of its chunks, if it streams and has any. */
export type MessageRow = Selectable<MessagesTable> & {
  readonly position: number | null;
  readonly chunk: string | null;
};

/**
 * Begins a query for messages as `m`, a streaming answer once for each of its chunks `c`. One
 * statement sees one moment: the answer streams and its chunks are there, or it has ended and its
 * content is.
 */
export function selectMessages(db: Kysely<Schema>) {
  return db.selectFrom("messages as m")
    .leftJoin(
      "answer_chunks as c",
      (join) => join.onRef("c.answer_id", "=", "m.id").on("m.state", "=", "streaming"),
    )
    .selectAll("m")
    .select(["c.position", "c.text as chunk"]);
}

/**
 * Makes messages of what {@link selectMessages} read.
 *
 * @param rows In any order.
 * @returns Messages in the order in which their first rows came.
 */
export function toMessages(rows: readonly MessageRow[]): Message[] {
  const byId = new Map<string, MessageRow[]>();
  for (const row of rows) {
    const known = byId.get(row.id);
    if (known) known.push(row);
    else byId.set(row.id, [row]);
  }
  return [...byId.values()].map(toMessage);
}

/** A question as a row. */
export function questionRow(question: Question): Insertable<MessagesTable> {
  return { ...baseRow(question), ...noAnswer };
}

/** A new answer as a row of the turn that `turnId` names. */
export function answerRow(
  answer: Answer,
  turn: { turnId: string; requestId: string | null; instanceId: string },
): Insertable<MessagesTable> {
  return {
    ...baseRow(answer),
    ...endOfAnswer(answer),
    turn_id: turn.turnId,
    request_id: answer.id === turn.turnId ? turn.requestId : null,
    model: answer.model,
    instance_id: turn.instanceId,
    stop_requested: 0,
  };
}

/** The columns of an answer that its end sets. */
export function endOfAnswer(answer: Answer) {
  return {
    content: answer.content,
    tokens: answer.tokens,
    state: answer.state,
    finish_reason: answer.finishReason,
    error_code: answer.errorCode,
    prompt_tokens: answer.promptTokens,
    completion_tokens: answer.completionTokens,
    finished_at: answer.finishedAt?.getTime() ?? null,
  };
}

const noAnswer = {
  turn_id: null,
  request_id: null,
  model: null,
  state: null,
  finish_reason: null,
  error_code: null,
  prompt_tokens: null,
  completion_tokens: null,
  instance_id: null,
  stop_requested: 0,
  finished_at: null,
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

function toMessage(rows: MessageRow[]): Message {
  const row = rows[0]!;
  const base = {
    id: row.id,
    chatId: row.chat_id,
    userId: row.user_id,
    parentId: row.parent_id,
    content: row.state === "streaming" ? joinChunks(rows) : row.content,
    tokens: row.tokens,
    createdAt: new Date(row.created_at),
  };
  if (row.role === "user") return { ...base, role: "user" };
  return {
    ...base,
    role: "assistant",
    model: row.model!,
    state: row.state as AnswerState,
    finishReason: row.finish_reason as FinishReason | null,
    errorCode: row.error_code as CompletionErrorCode | null,
    promptTokens: row.prompt_tokens,
    completionTokens: row.completion_tokens,
    finishedAt: row.finished_at === null ? null : new Date(row.finished_at),
  };
}

function joinChunks(rows: MessageRow[]): string {
  rows.sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
  return rows.map((row) => row.chunk ?? "").join("");
}
