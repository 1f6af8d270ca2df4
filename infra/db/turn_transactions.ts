import type { Transaction } from "kysely";
import { answerInProgress, AppError, chatEnded } from "../../domain/app_error.ts";
import type { Chat } from "../../domain/chat.ts";
import type { Answer } from "../../domain/message.ts";
import type { FinishedTurn, NewTurn } from "../../domain/turn_gateway.ts";
import { chatRow } from "./chat_rows.ts";
import { answerRow, endOfAnswer, questionRow } from "./message_rows.ts";
import type { Schema } from "./schema.ts";

/**
 * Stores a turn and claims its chat.
 *
 * @throws {AppError} `not_found`, `chat_ended` or `answer_in_progress`
 */
export async function beginTurn(tx: Transaction<Schema>, turn: NewTurn): Promise<void> {
  const { chat, question, answers, requestId, instanceId } = turn;
  if (turn.isNewChat) {
    await tx.insertInto("chats").values({ ...chatRow(chat), answering: question.id }).execute();
  } else {
    await claim(tx, turn);
  }
  const turnId = answers[0]!.id;
  const rows = answers.map((answer) => answerRow(answer, { turnId, requestId, instanceId }));
  if (turn.isNewQuestion) rows.unshift(questionRow(question));
  await tx.insertInto("messages").values(rows).execute();
}

async function claim(tx: Transaction<Schema>, turn: NewTurn): Promise<void> {
  const { chat, question } = turn;
  let update = tx.updateTable("chats")
    .set({
      answering: question.id,
      active_leaf: chat.activeLeaf,
      memory_begins_at: chat.memoryBeginsAt,
      updated_at: chat.updatedAt.getTime(),
    })
    .where("id", "=", chat.id)
    .where("user_id", "=", chat.userId)
    .where("status", "=", "active")
    .where("answering", "is", null);
  if (turn.isNewQuestion) update = update.where("active_leaf", "=", question.parentId ?? "");
  const { numUpdatedRows } = await update.executeTakeFirst();
  if (numUpdatedRows === 0n) throw await refusal(tx, chat);
}

async function refusal(tx: Transaction<Schema>, chat: Chat): Promise<AppError> {
  const row = await tx.selectFrom("chats").select("status")
    .where("id", "=", chat.id).where("user_id", "=", chat.userId).executeTakeFirst();
  if (!row) return new AppError("not_found", "There is no such chat");
  return row.status === "ended" ? chatEnded() : answerInProgress();
}

/** Ends a turn and frees its chat. @returns whether the turn was running until now. */
export async function finishTurn(tx: Transaction<Schema>, turn: FinishedTurn): Promise<boolean> {
  const { userId, chatId, questionId, answers } = turn;
  const ids = answers.map((answer) => answer.id);
  // Whoever was told that the turn is over may still have stored text; no chunk stays behind.
  await tx.deleteFrom("answer_chunks").where("answer_id", "in", ids).execute();
  for (const answer of answers) {
    const { numUpdatedRows } = await tx.updateTable("messages").set(endOfAnswer(answer))
      .where("id", "=", answer.id).where("state", "=", "streaming").executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
  }
  await tx.updateTable("chats")
    .set((eb) => ({
      answering: null,
      prompt_tokens: eb("prompt_tokens", "+", total(answers, "promptTokens")),
      completion_tokens: eb("completion_tokens", "+", total(answers, "completionTokens")),
    }))
    .where("id", "=", chatId).where("user_id", "=", userId).where("answering", "=", questionId)
    .execute();
  return true;
}

function total(answers: readonly Answer[], count: "promptTokens" | "completionTokens"): number {
  return answers.reduce((sum, answer) => sum + (answer[count] ?? 0), 0);
}
