import type { Answer, Message, Question, Turn } from "../../domain/message.ts";
import type { AnswerChunk, FinishedTurn, NewTurn, TurnGateway } from "../../domain/turn_gateway.ts";
import type { Database } from "./database.ts";
import { toMessages } from "./message_rows.ts";
import { beginTurn, finishTurn } from "./turn_transactions.ts";
import { upsert } from "./upsert.ts";

/** A process and the ids of the answers it makes. */
type Instance = { readonly instanceId: string; readonly running: readonly string[] };

/** {@link TurnGateway} in SQL. */
export class SqlTurnGateway implements TurnGateway {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async begin(turn: NewTurn): Promise<Turn & { isRepeat: boolean }> {
    const { chat, question, answers, requestId } = turn;
    try {
      await this.#database.transaction((tx) => beginTurn(tx, turn));
      return { chatId: chat.id, question, answers, isRepeat: false };
    } catch (error) {
      // Where the connection broke at the commit, only this tells whether it was stored.
      if (await this.findAnswer(question.userId, chat.id, answers[0]!.id)) {
        return { chatId: chat.id, question, answers, isRepeat: false };
      }
      // A repetition fails at the claim or at the unique index, whichever comes first.
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

  async finish(turn: FinishedTurn): Promise<boolean> {
    return await this.#database.transaction((tx) => finishTurn(tx, turn));
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

  async interruptStale(self: Instance, times: { deadline: Date; now: Date }): Promise<number> {
    const { deadline, now } = times;
    const answers = await this.#findStale(self, deadline);
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
      if (await this.#database.transaction((tx) => finishTurn(tx, turn))) ended += answers.length;
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

  async #findStale({ instanceId, running }: Instance, deadline: Date): Promise<Answer[]> {
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
            eb.and([
              eb("m.instance_id", "=", instanceId),
              eb("m.created_at", "<", deadline.getTime()),
              eb("m.id", "not in", ["", ...running]),
            ]),
          ])
        )
        .execute();
      return (await toMessages(db, rows)).filter(isAnswer);
    });
  }
}

function isAnswer(message: Message): message is Answer {
  return message.role === "assistant";
}
