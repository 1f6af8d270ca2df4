import { sql, type Transaction } from "kysely";
import { answerInProgress, AppError, chatEnded, RETRY_SECONDS } from "../../../domain/app_error.ts";
import { noSuchChat } from "../../../domain/chats/chat.ts";
import type { Answer } from "../../../domain/chats/message.ts";
import {
  type ContinuedAnswer,
  type FinishedTurn,
  type NewTurn,
  sendLimitKey,
  type TurnLimits,
} from "../../../domain/answers/turn_gateway.ts";
import { chatRow, nextRevision } from "../chats/chat_rows.ts";
import type { SqlDialect } from "../connection/database.ts";
import { countCall } from "../accounts/limited_calls.ts";
import { answerRow, endOfAnswer, questionRow } from "../chats/message_rows.ts";
import type { Schema } from "../connection/schema.ts";
import { said } from "../../../domain/said.ts";
import { indexMessages } from "../search/search_index.ts";
import {
  contentBytes,
  countDifference,
  countStored,
  lockStorage,
  ROW_BYTES,
  textBytes,
} from "../accounts/stored_bytes.ts";

/**
 * Stores a turn and claims its chat.
 *
 * @returns whether this send opened a window of the user's rate limit.
 * @throws {AppError} `not_found`, `chat_ended`, `answer_in_progress`, `rate_limited` or
 * `storage_full`
 */
export async function storeTurn(
  tx: Transaction<Schema>,
  dialect: SqlDialect,
  turn: NewTurn,
): Promise<boolean> {
  const { chat, question, answers, limits } = turn;
  const now = answers[0]!.createdAt;
  const { userId } = chat;
  const opensWindow = await countSend(tx, dialect, { userId, limits, now });
  await countStored(tx, dialect, { userId, bytes: bytesOf(dialect, turn), limit: limits.storage });
  if (turn.isNewChat) {
    await tx.insertInto("chats").values({ ...chatRow(chat), answering: question.id }).execute();
  } else {
    await claim(tx, chat, { questionId: question.id, leaf: turn.expectedLeaf });
  }
  const turnId = answers[0]!.id;
  const rows = answers.map((answer) => answerRow(answer, { ...turn, turnId }));
  if (turn.isNewQuestion) rows.unshift(questionRow(question));
  await tx.insertInto("messages").values(rows).execute();
  return opensWindow;
}

/** How many bytes a turn stores when it begins. */
function bytesOf(
  dialect: SqlDialect,
  { chat, isNewChat, question, isNewQuestion, answers }: NewTurn,
): number {
  return (isNewChat ? ROW_BYTES + textBytes(dialect, chat.title, chat.systemMessage) : 0) +
    (isNewQuestion ? ROW_BYTES + textBytes(dialect, question.content) : 0) +
    ROW_BYTES * answers.length;
}

/**
 * Makes an ended answer stream again and claims its chat.
 *
 * Returns and throws as {@link storeTurn} does.
 */
export async function resumeAnswer(
  tx: Transaction<Schema>,
  dialect: SqlDialect,
  { answer, instanceId, limits, now }: ContinuedAnswer,
): Promise<boolean> {
  const { id, chatId, userId, parentId, finishedAt } = answer;
  const opensWindow = await countSend(tx, dialect, { userId, limits, now });
  // Stores nothing yet, but refuses a user whose storage is full.
  await countStored(tx, dialect, { userId, bytes: 0, limit: limits.storage });
  const chat = { id: chatId, userId, activeLeaf: id, updatedAt: now };
  await claim(tx, chat, { questionId: parentId!, leaf: id });
  const { numUpdatedRows } = await tx.updateTable("messages")
    .set({
      state: "streaming",
      finish_reason: null,
      error_code: null,
      finished_at: null,
      instance_id: instanceId,
      stop_requested: 0,
      callers: 1,
      begun_at: now.getTime(),
    })
    .where("id", "=", id).where("state", "!=", "streaming")
    .where("finished_at", "=", finishedAt?.getTime() ?? null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw answerInProgress();
  // A process that was taken for dead may still have stored chunks before this.
  await tx.deleteFrom("answer_chunks").where("answer_id", "=", id).execute();
  return opensWindow;
}

type Send = { readonly userId: string; readonly limits: TurnLimits; readonly now: Date };

/** Counting locks the user's row, so one send runs after the other and both limits hold exactly. */
async function countSend(
  tx: Transaction<Schema>,
  dialect: SqlDialect,
  { userId, limits, now }: Send,
): Promise<boolean> {
  const call = { key: sendLimitKey(userId), limit: limits.sends, now: now.getTime() };
  const opensWindow = await countCall(tx, dialect, call);
  const { count } = await tx.selectFrom("chats").select((eb) => eb.fn.countAll().as("count"))
    .where("user_id", "=", userId).where("answering", "is not", null).executeTakeFirstOrThrow();
  if (Number(count) < limits.answering) return opensWindow;
  throw new AppError(
    "rate_limited",
    said`Cannot answer more than ${limits.answering} of your questions at once; wait for an answer to end, or stop one`,
    { details: { retryAfterSeconds: RETRY_SECONDS } },
  );
}

type ClaimedChat = Pick<NewTurn["chat"], "id" | "userId" | "activeLeaf" | "updatedAt"> & {
  readonly memoryBeginsAt?: string | null;
};

/** Claims a chat. @param from The question to answer, and the leaf that the chat must have. */
async function claim(
  tx: Transaction<Schema>,
  chat: ClaimedChat,
  from: { questionId: string; leaf: string },
): Promise<void> {
  const { numUpdatedRows } = await tx.updateTable("chats")
    .set({
      ...nextRevision,
      answering: from.questionId,
      active_leaf: chat.activeLeaf,
      updated_at: chat.updatedAt.getTime(),
      // A new turn brings an archived chat back into the list.
      archived: 0,
      ...(chat.memoryBeginsAt !== undefined && { memory_begins_at: chat.memoryBeginsAt }),
    })
    .where("id", "=", chat.id)
    .where("user_id", "=", chat.userId)
    .where("deleted_at", "is", null)
    .where("status", "=", "active")
    .where("answering", "is", null)
    .where("active_leaf", "=", from.leaf)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw await refusal(tx, chat);
}

async function refusal(tx: Transaction<Schema>, chat: ClaimedChat): Promise<AppError> {
  const row = await tx.selectFrom("chats").select("status").where("id", "=", chat.id)
    .where("user_id", "=", chat.userId).where("deleted_at", "is", null).executeTakeFirst();
  if (!row) return noSuchChat();
  return row.status === "ended" ? chatEnded() : answerInProgress();
}

/**
 * Ends a turn and frees its chat. Answers that were marked as interrupted meanwhile get their text,
 * too, unless they were continued. The chat is not freed then, because another turn may have
 * claimed it.
 *
 * @returns whether all these answers were stored.
 */
export async function finishTurn(
  tx: Transaction<Schema>,
  dialect: SqlDialect,
  turn: FinishedTurn,
): Promise<boolean> {
  const { instanceId, userId, answers } = turn;
  await lockStorage(tx, userId);
  const rows = await tx.selectFrom("messages")
    .select(["id", "state", "instance_id", "prompt_tokens", "completion_tokens"])
    .select(contentBytes.as("bytes"))
    .where("id", "in", answers.map(({ id }) => id)).execute();
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  const isStillOurs = answers.every(({ id }) => rowOf.get(id)?.state === "streaming") &&
    rows.every((row) => row.instance_id === instanceId);
  const stored: StoredAnswer[] = [];
  for (const answer of answers) {
    const { numUpdatedRows } = await tx.updateTable("messages").set(endOfAnswer(answer))
      .where("id", "=", answer.id).where("instance_id", "=", instanceId)
      .where("state", "=", isStillOurs ? "streaming" : "interrupted").executeTakeFirst();
    if (numUpdatedRows > 0n) stored.push({ answer, row: rowOf.get(answer.id)! });
    // Between the two statements the turn was marked as interrupted, so begin again.
    else if (isStillOurs) return await finishTurn(tx, dialect, turn);
  }
  await dropChunks(tx, answers.map(({ id }) => id));
  await bill(tx, turn, { stored, isStillOurs });
  const grown = stored.map(({ answer, row }) =>
    textBytes(dialect, answer.content) - Number(row.bytes)
  );
  await countDifference(tx, userId, sum(grown));
  await indexMessages(tx, [turn.questionId, ...stored.map(({ answer }) => answer.id)]);
  return stored.length === answers.length;
}

/**
 * Deletes the chunks of answers that have ended, including text that was on its way when the chat
 * was deleted or the turn interrupted. Keeps the chunks of an answer that was continued.
 */
async function dropChunks(tx: Transaction<Schema>, answerIds: readonly string[]): Promise<void> {
  await tx.deleteFrom("answer_chunks").where("answer_id", "in", answerIds)
    .where((eb) =>
      eb(
        "answer_id",
        "not in",
        eb.selectFrom("messages").select("id")
          .where("id", "in", answerIds).where("state", "=", "streaming"),
      )
    )
    .execute();
}

type StoredAnswer = {
  readonly answer: Answer;
  /** Tokens and bytes that were counted before. */
  readonly row: Readonly<Record<TokenCount, number | null>> & { readonly bytes: number };
};

/** Adds the answers' tokens to the chat's usage, and frees the chat if it is still theirs. */
async function bill(
  tx: Transaction<Schema>,
  { userId, chatId, questionId }: FinishedTurn,
  { stored, isStillOurs }: { stored: readonly StoredAnswer[]; isStillOurs: boolean },
): Promise<void> {
  if (stored.length === 0) return;
  const billed = (count: TokenCount) =>
    sum(stored.map(({ answer, row }) => (answer[tokenColumns[count]] ?? 0) - (row[count] ?? 0)));
  await tx.updateTable("chats")
    .set((eb) => ({
      ...nextRevision,
      prompt_tokens: eb("prompt_tokens", "+", billed("prompt_tokens")),
      completion_tokens: eb("completion_tokens", "+", billed("completion_tokens")),
      ...(isStillOurs && { answering: sql<string | null>`nullif(answering, ${questionId})` }),
    }))
    .where("id", "=", chatId).where("user_id", "=", userId)
    .execute();
}

const tokenColumns = {
  prompt_tokens: "promptTokens",
  completion_tokens: "completionTokens",
} as const satisfies Record<string, keyof Answer>;

type TokenCount = keyof typeof tokenColumns;

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
