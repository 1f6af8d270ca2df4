import { answerInProgress, AppError, chatEnded, RETRY_SECONDS } from "../../../domain/app_error.ts";
import {
  type ContinuedAnswer,
  type NewTurn,
  sendLimitKey,
  type TurnLimits,
} from "../../../domain/answers/turn_gateway.ts";
import { noSuchChat } from "../../../domain/chats/chat.ts";
import { said } from "../../../domain/said.ts";
import { countCall, limitExceeded, readWindow } from "../accounts/limited_calls.ts";
import {
  countStored,
  findStored,
  ROW_BYTES,
  storageFull,
  textBytes,
} from "../accounts/stored_bytes.ts";
import { chatRow } from "../chats/chat_rows.ts";
import { answerRow, questionRow } from "../chats/message_rows.ts";
import type { Statement } from "../connection/batch.ts";
import type { Database, SqlDialect } from "../connection/database.ts";
import { insertInto } from "../connection/written_statements.ts";
import { queueForSearch } from "../search/search_queue.ts";

/*
 * A turn begins in one batch, whose statements lock rows in this order, like all that change a
 * user's turns: the user's rate limit, the user's storage, the chat, its messages. So one send of a
 * user runs after the other, and the limits hold exactly.
 */

type Refusal = "rate_limited" | "answering" | "storage_full" | "chat" | "answer";

/** A batch that begins or continues a turn, and what its errors say. */
type Beginning = {
  readonly userId: string;
  readonly chatId: string;
  readonly limits: TurnLimits;
  readonly now: Date;
  /** How many bytes it stores. */
  readonly bytes: number;
  /** Claim the chat and store the turn, after the limits are counted. */
  readonly statements: readonly Statement<Refusal>[];
};

/**
 * Stores a turn and claims its chat.
 *
 * @throws {AppError} `not_found`, `chat_ended`, `answer_in_progress`, `rate_limited` or
 * `storage_full`
 */
export async function storeTurn(database: Database, turn: NewTurn): Promise<void> {
  const { chat, answers, limits } = turn;
  const turnId = answers[0]!.id;
  await begin(database, {
    userId: chat.userId,
    chatId: chat.id,
    limits,
    now: answers[0]!.createdAt,
    bytes: bytesOf(database.dialect, turn),
    statements: [
      ...(turn.isNewChat ? storeChat(turn) : [claimForTurn(turn)]),
      ...(turn.isNewQuestion ? storeQuestion(turn) : []),
      ...answers.map((answer) => insertInto("messages", answerRow(answer, { ...turn, turnId }))),
    ],
  });
}

/**
 * Makes an ended answer stream again and claims its chat.
 *
 * @throws {AppError} as {@link storeTurn} does
 */
export async function resumeAnswer(database: Database, continued: ContinuedAnswer): Promise<void> {
  const { answer: { id, userId, chatId }, limits, now } = continued;
  await begin(database, {
    userId,
    chatId,
    limits,
    now,
    // Stores nothing yet, but a user whose storage is full is refused.
    bytes: 0,
    statements: [claimForAnswer(continued), streamAgain(continued), {
      // A process that was taken for dead may still have stored chunks before this.
      sql: "delete from answer_chunks where answer_id = ?",
      values: [id],
    }, {
      sql: "delete from thinking_chunks where answer_id = ?",
      values: [id],
    }],
  });
}

async function begin(database: Database, beginning: Beginning): Promise<void> {
  const { userId, limits, bytes, statements } = beginning;
  const { refused } = await database.batch<Refusal>([
    ...countCall(database.dialect, callOf(beginning)),
    {
      sql: `select count(*) as answering from chats
        where user_id = ? and answering is not null having count(*) < ?`,
      values: [userId, limits.answering],
      must: { be: "found", else: "answering" },
    },
    ...countStored(database.dialect, { userId, bytes, limit: limits.storage }),
    ...statements,
  ]);
  if (refused !== null) throw await errorOf(database, refused, beginning);
}

function callOf({ userId, limits, now }: Beginning) {
  return { key: sendLimitKey(userId), limit: limits.sends, now: now.getTime() };
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

function storeChat({ chat, question, instanceId }: NewTurn): Statement[] {
  return [
    insertInto("chats", { ...chatRow(chat), answering: question.id }),
    queueForSearch({ chatId: chat.id, messageId: null, instanceId }),
  ];
}

function storeQuestion({ chat, question, instanceId }: NewTurn): Statement[] {
  return [
    insertInto("messages", questionRow(question)),
    queueForSearch({ chatId: chat.id, messageId: question.id, instanceId }),
  ];
}

/** A new turn brings an archived chat back into the list. */
const claim =
  "answering = ?, active_leaf = ?, updated_at = ?, archived = 0, revision = revision + 1";

const isFree = "id = ? and user_id = ? and deleted_at is null and status = 'active' " +
  "and answering is null and active_leaf = ?";

function claimForTurn({ chat, question, expectedLeaf }: NewTurn): Statement<Refusal> {
  const { id, userId, activeLeaf, updatedAt, memoryBeginsAt } = chat;
  return {
    sql: `update chats set ${claim}, memory_begins_at = ? where ${isFree}`,
    values: [
      ...[question.id, activeLeaf, updatedAt.getTime(), memoryBeginsAt],
      ...[id, userId, expectedLeaf],
    ],
    must: { be: "changed", else: "chat" },
  };
}

function claimForAnswer({ answer, now }: ContinuedAnswer): Statement<Refusal> {
  const { id, chatId, userId, parentId } = answer;
  return {
    sql: `update chats set ${claim} where ${isFree}`,
    values: [parentId, id, now.getTime(), chatId, userId, id],
    must: { be: "changed", else: "chat" },
  };
}

function streamAgain({ answer, instanceId, now }: ContinuedAnswer): Statement<Refusal> {
  return {
    sql: `update messages set state = 'streaming', finish_reason = null, error_code = null,
        retry_at = null, finished_at = null, instance_id = ?, stop_requested = 0, callers = 1, begun_at = ?
      where id = ? and state <> 'streaming' and finished_at = ?`,
    values: [instanceId, now.getTime(), answer.id, answer.finishedAt?.getTime() ?? null],
    must: { be: "changed", else: "answer" },
  };
}

/** Reads what the error of a refusal says. */
async function errorOf(
  database: Database,
  refusal: Refusal,
  beginning: Beginning,
): Promise<AppError> {
  const { userId, chatId, limits, bytes } = beginning;
  switch (refusal) {
    case "rate_limited": {
      const call = callOf(beginning);
      return limitExceeded(await readWindow(database, call), call.now);
    }
    case "answering":
      return new AppError(
        "rate_limited",
        said`Cannot answer more than ${limits.answering} of your questions at once; wait for an answer to end, or stop one`,
        { details: { retryAfterSeconds: RETRY_SECONDS } },
      );
    case "storage_full": {
      const stored = await database.run((db) => findStored(db, userId)) ?? 0;
      return storageFull(stored, { bytes, limit: limits.storage });
    }
    case "chat":
      return await chatRefusal(database, userId, chatId);
    case "answer":
      return answerInProgress();
  }
}

async function chatRefusal(database: Database, userId: string, chatId: string): Promise<AppError> {
  const chat = await database.run((db) =>
    db.selectFrom("chats").select("status").where("id", "=", chatId)
      .where("user_id", "=", userId).where("deleted_at", "is", null).executeTakeFirst()
  );
  if (!chat) return noSuchChat();
  return chat.status === "ended" ? chatEnded() : answerInProgress();
}
