import { SqlTurnGateway } from "../../../infra/db/answers/turn_gateway.ts";
import type { Answer } from "../../../domain/chats/message.ts";
import type { Database } from "../../../infra/db/connection/database.ts";
import type { PageTurn } from "../browser/page_client.ts";

/** A chat and its user. */
export async function ownerOf({ db }: Database, chatId: string): Promise<string> {
  const { user_id } = await db.selectFrom("chats").select("user_id")
    .where("id", "=", chatId).executeTakeFirstOrThrow();
  return user_id;
}

/** An answer in the database now, with the text of its chunks. */
export async function storedAnswer(database: Database, turn: PageTurn): Promise<Answer> {
  const { chatId, answerId } = turn;
  const userId = await ownerOf(database, chatId);
  const answer = await new SqlTurnGateway(database).findAnswer(userId, chatId, answerId);
  if (!answer) throw new Error(`Answer ${answerId} is not stored`);
  return answer;
}

/** How many questions with this text are stored, and how many answers they have. */
export async function countStored(
  { db }: Database,
  question: string,
): Promise<{ questions: number; answers: number }> {
  const questions = await db.selectFrom("messages").select("id")
    .where("role", "=", "user").where("content", "=", question).execute();
  const ids = questions.map(({ id }) => id);
  const answers = await db.selectFrom("messages").select("id")
    .where("role", "=", "assistant").where("parent_id", "in", ["", ...ids]).execute();
  return { questions: questions.length, answers: answers.length };
}
