import type { Answer } from "../../../domain/chats/message.ts";
import type { FinishedTurn } from "../../../domain/answers/turn_gateway.ts";
import { MESSAGE_BYTES, storageLock, textBytes } from "../accounts/stored_bytes.ts";
import { endOfAnswer } from "../chats/message_rows.ts";
import type { SqlValue, Statement } from "../connection/batch.ts";
import type { Database, SqlDialect } from "../connection/database.ts";
import { assignmentsOf } from "../connection/written_statements.ts";
import { queueForSearch } from "../search/search_queue.ts";

/**
 * An answer that this process still has to end: it streams, or another process has interrupted it,
 * taking this one for dead. Not one that was continued elsewhere or has ended in another way.
 */
const isOurs = "id = ? and instance_id = ? and state in ('streaming', 'interrupted')";

/**
 * Ends a turn: stores its answers, counts their tokens and bytes, and frees its chat unless it is
 * answering again. Everything is counted by its difference to what was counted before, in the
 * database: a continued answer had text and tokens, and an interrupted one got the text stored so
 * far. The user's storage is locked first, so that nothing else changes these rows meanwhile.
 *
 * @returns whether all these answers were stored.
 */
export async function finishTurn(database: Database, turn: FinishedTurn): Promise<boolean> {
  const { answers, instanceId, userId } = turn;
  const result = await database.batch([
    storageLock(userId),
    ...answers.map(({ id }) => ({
      sql: `select id from messages where ${isOurs}`,
      values: [id, instanceId],
    })),
    ...answers.flatMap((answer) => endAnswer(database.dialect, turn, answer)),
    freeChat(turn),
  ]);
  if (result.refused !== null) return false;
  const ours = result.rows.slice(1, 1 + answers.length);
  return ours.every((rows) => rows.length > 0);
}

/** The statements that end one answer. They do nothing when it isn't ours to end. */
function endAnswer(
  dialect: SqlDialect,
  { instanceId, userId, chatId }: FinishedTurn,
  answer: Answer,
): Statement[] {
  const { id, promptTokens, completionTokens, content, thinking } = answer;
  const ours = [id, instanceId];
  const bytes = textBytes(dialect, content, thinking?.text ?? "");
  return [
    queueForSearch({ chatId, messageId: id, instanceId }),
    {
      sql: `update storage set
          bytes = bytes + coalesce((select ? - ${MESSAGE_BYTES} from messages where ${isOurs}), 0)
        where user_id = ?`,
      values: [bytes, ...ours, userId],
    },
    {
      sql: `update chats set revision = revision + 1,
          prompt_tokens = prompt_tokens +
            (select ? - coalesce(prompt_tokens, 0) from messages where ${isOurs}),
          completion_tokens = completion_tokens +
            (select ? - coalesce(completion_tokens, 0) from messages where ${isOurs})
        where id = ? and user_id = ? and exists (select 1 from messages where ${isOurs})`,
      values: [
        ...[promptTokens ?? 0, ...ours, completionTokens ?? 0, ...ours],
        ...[chatId, userId, ...ours],
      ],
    },
    storeEnd(answer, ours),
    deleteChunks("answer_chunks", id),
    ...(thinking ? [deleteChunks("thinking_chunks", id)] : []),
  ];
}

/** An answer that was continued keeps its chunks. */
function deleteChunks(table: "answer_chunks" | "thinking_chunks", id: string): Statement {
  return {
    sql: `delete from ${table} where answer_id = ?
      and not exists (select 1 from messages where id = ? and state = 'streaming')`,
    values: [id, id],
  };
}

function storeEnd(answer: Answer, ours: readonly SqlValue[]): Statement {
  const end = assignmentsOf(endOfAnswer(answer));
  return {
    sql: `update messages set ${end.sql} where ${isOurs}`,
    values: [...end.values, ...ours],
  };
}

/** The chat goes on answering if it has been asked again, or if one of the answers was continued. */
function freeChat({ userId, chatId, questionId }: FinishedTurn): Statement {
  return {
    sql: `update chats set answering = null
      where id = ? and user_id = ? and answering = ? and not exists (
        select 1 from messages where chat_id = ? and parent_id = ? and state = 'streaming'
      )`,
    values: [chatId, userId, questionId, chatId, questionId],
  };
}
