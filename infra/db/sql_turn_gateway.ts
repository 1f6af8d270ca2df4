import type { Transaction } from "kysely";
import { AppError } from "../../domain/app_error.ts";
import type { Chat } from "../../domain/chat.ts";
import type { Answer, Message, Question, Turn } from "../../domain/message.ts";
import type { AnswerChunk, FinishedTurn, NewTurn, TurnGateway } from "../../domain/turn_gateway.ts";
import { chatRow } from "./chat_rows.ts";
import type { Database } from "./database.ts";
import { answerRow, endOfAnswer, questionRow, toMessages } from "./message_rows.ts";
import type { Schema } from "./schema.ts";
import { upsert } from "./upsert.ts";

/** {@link TurnGateway} in SQL. */
export class SqlTurnGateway implements TurnGateway {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async begin(turn: NewTurn): Promise<Turn & { isRepeat: boolean }> {
    const { chat, question, answers, requestId } = turn;
    try {
      await this.#database.transaction((tx) => store(tx, turn));
      return { chatId: chat.id, question, answers, isRepeat: false };
    } catch (error) {
      // A repetition fails at the claim or at the unique index, whichever comes first; and where
      // the connection broke at the commit, only this tells whether it was stored.
      const stored = requestId && await this.findByRequest(question.userId, requestId);
      if (stored) return { ...stored, isRepeat: true };
      throw error;
    }
  }

  async findByRequest(userId: string, requestId: string): Promise<Turn | null> {
    return await this.#database.run(async (db) => {
      const first = await db.selectFrom("messages").select(["id", "chat_id", "parent_id"])
        .where("user_id", "=", userId).where("request_id", "=", requestId).executeTakeFirst();
      if (!first) return null;
      const messages = db.selectFrom("messages").selectAll();
      const [question, ...answers] = await toMessages(db, [
        ...await messages.where("id", "=", first.parent_id).execute(),
        ...await messages
          .where("chat_id", "=", first.chat_id)
          .where("parent_id", "=", first.parent_id)
          .where("turn_id", "=", first.id)
          .orderBy("id")
          .execute(),
      ]);
      if (question?.role !== "user") return null;
      return { chatId: first.chat_id, question, answers: answers.filter(isAnswer) };
    });
  }

  async findAnswer(userId: string, chatId: string, answerId: string): Promise<Answer | null> {
    const message = await this.#find(userId, chatId, answerId);
    return message?.role === "assistant" ? message : null;
  }

  async findQuestion(userId: string, chatId: string, questionId: string): Promise<Question | null> {
    const message = await this.#find(userId, chatId, questionId);
    return message?.role === "user" ? message : null;
  }

  async appendChunks(chunks: readonly AnswerChunk[]): Promise<void> {
    if (chunks.length === 0) return;
    const rows = chunks.map(({ answerId, position, text }) => ({
      answer_id: answerId,
      position,
      text,
    }));
    // Text only grows, so the later writing of a chunk holds the earlier one.
    await this.#database.run((db) =>
      upsert(db.insertInto("answer_chunks").values(rows), this.#database.dialect, {
        keys: ["answer_id", "position"],
        set: (incoming) => ({ text: incoming("text") }),
      }).execute()
    );
  }

  async finish(turn: FinishedTurn): Promise<void> {
    await this.#database.transaction((tx) => finish(tx, turn));
  }

  async requestStop(userId: string, chatId: string, answerId: string): Promise<boolean> {
    return await this.#database.run(async (db) => {
      const answer = await db.selectFrom("messages").select(["parent_id", "turn_id"])
        .where("id", "=", answerId).where("chat_id", "=", chatId).where("user_id", "=", userId)
        .where("state", "=", "streaming").executeTakeFirst();
      if (!answer) return false;
      const { numUpdatedRows } = await db.updateTable("messages").set({ stop_requested: 1 })
        .where("chat_id", "=", chatId).where("parent_id", "=", answer.parent_id)
        .where("turn_id", "=", answer.turn_id).where("state", "=", "streaming")
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    });
  }

  async heartbeat(instanceId: string, running: readonly string[], now: Date): Promise<string[]> {
    return await this.#database.run(async (db) => {
      const beat = { id: instanceId, beat_at: now.getTime() };
      await upsert(db.insertInto("instances").values(beat), this.#database.dialect, {
        keys: ["id"],
        set: (incoming) => ({ beat_at: incoming("beat_at") }),
      }).execute();
      if (running.length === 0) return [];
      const going = await db.selectFrom("messages").select("id")
        .where("id", "in", running)
        .where("state", "=", "streaming").where("stop_requested", "=", 0)
        .execute();
      const ids = new Set(going.map((answer) => answer.id));
      return running.filter((id) => !ids.has(id));
    });
  }

  async interruptStale(deadline: Date, now: Date): Promise<number> {
    const answers = await this.#findStale(deadline);
    const turns = Map.groupBy(answers, (answer) => answer.parentId);
    let ended = 0;
    for (const [questionId, answers] of turns) {
      const { userId, chatId } = answers[0]!;
      const interrupted = answers.map((answer) => ({
        ...answer,
        state: "interrupted" as const,
        finishedAt: now,
      }));
      const turn = { userId, chatId, questionId: questionId!, answers: interrupted };
      if (await this.#database.transaction((tx) => finish(tx, turn))) ended += answers.length;
    }
    await this.#database.run((db) =>
      db.deleteFrom("instances").where("beat_at", "<", deadline.getTime()).execute()
    );
    return ended;
  }

  async leave(instanceId: string): Promise<void> {
    await this.#database.run((db) =>
      db.deleteFrom("instances").where("id", "=", instanceId).execute()
    );
  }

  async #find(userId: string, chatId: string, messageId: string): Promise<Message | null> {
    return await this.#database.run(async (db) => {
      const row = await db.selectFrom("messages").selectAll()
        .where("id", "=", messageId).where("chat_id", "=", chatId).where("user_id", "=", userId)
        .executeTakeFirst();
      return row ? (await toMessages(db, [row]))[0] ?? null : null;
    });
  }

  async #findStale(deadline: Date): Promise<Answer[]> {
    return await this.#database.run(async (db) => {
      // A cross join, because SQLite keeps its order: few chats are being answered.
      const rows = await db.selectFrom("chats")
        .crossJoin("messages as m")
        .leftJoin("instances", "instances.id", "m.instance_id")
        .selectAll("m")
        .where("chats.answering", "is not", null)
        .whereRef("m.chat_id", "=", "chats.id")
        .whereRef("m.parent_id", "=", "chats.answering")
        .where("m.state", "=", "streaming")
        .where((eb) =>
          eb.or([
            eb("instances.id", "is", null),
            eb("instances.beat_at", "<", deadline.getTime()),
          ])
        )
        .execute();
      return (await toMessages(db, rows)).filter(isAnswer);
    });
  }
}

async function store(tx: Transaction<Schema>, turn: NewTurn): Promise<void> {
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
  return row.status === "ended"
    ? new AppError("chat_ended", "This chat has ended and takes no more messages")
    : new AppError(
      "answer_in_progress",
      "This chat is answering another message; wait until it is done, or stop it",
    );
}

/** @returns whether the turn was running until now. */
async function finish(tx: Transaction<Schema>, turn: FinishedTurn): Promise<boolean> {
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

function isAnswer(message: Message): message is Answer {
  return message.role === "assistant";
}
