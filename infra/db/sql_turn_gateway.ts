import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import type { Answer, Message, Question, Turn } from "../../domain/message.ts";
import type {
  AnswerChunk,
  AnswerCursor,
  AnswerProgress,
  ContinuedAnswer,
  EndRequest,
  FinishedTurn,
  Instance,
  NewTurn,
  TurnGateway,
} from "../../domain/turn_gateway.ts";
import type { Database } from "./database.ts";
import { databaseClock } from "./database_clock.ts";
import { sweepLimits } from "./limited_calls.ts";
import { toMessages } from "./message_rows.ts";
import type { Schema } from "./schema.ts";
import {
  beginTurn,
  finishTurn,
  interruptTurn,
  resumeAnswer,
  type StaleTurn,
} from "./turn_transactions.ts";
import { upsert } from "./upsert.ts";

/** Most rows in one statement; SQLite takes expressions of up to 1,000 terms. */
const MAX_ROWS = 400;

/** The making of an answer: which, by whom, since when. */
type Beginning = { readonly answerId: string; readonly instanceId: string; readonly now: Date };

/** {@link TurnGateway} in SQL. */
export class SqlTurnGateway implements TurnGateway {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async begin(turn: NewTurn): Promise<void> {
    const { answers: [first], instanceId } = turn;
    await this.#beginOrResume(
      (tx) => beginTurn(tx, this.#database.dialect, turn),
      { answerId: first!.id, instanceId, now: first!.createdAt },
    );
  }

  async resume(continued: ContinuedAnswer): Promise<void> {
    const { answer, instanceId, now } = continued;
    await this.#beginOrResume(
      (tx) => resumeAnswer(tx, this.#database.dialect, continued),
      { answerId: answer.id, instanceId, now },
    );
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
    const rows = chunks.map(({ answerId, position, text }) => ({
      answer_id: answerId,
      position,
      text,
    }));
    // Text only grows, so the later writing of a chunk holds the earlier one.
    for (const batch of batches(rows)) {
      await this.#database.run((db) =>
        upsert(db.insertInto("answer_chunks").values(batch), this.#database.dialect, {
          keys: ["answer_id", "position"],
          set: (incoming) => ({ text: incoming("text") }),
        }).execute()
      );
    }
  }

  async readProgress(cursors: readonly AnswerCursor[]): Promise<AnswerProgress[]> {
    const progress = [];
    for (const batch of batches(cursors)) {
      progress.push(...await this.#database.run((db) => readProgress(db, batch)));
    }
    return progress;
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

  async heartbeat({ instanceId, running }: Instance): Promise<EndRequest[]> {
    return await this.#database.run(async (db) => {
      const { dialect } = this.#database;
      const beat = { id: instanceId, beat_at: databaseClock(dialect) };
      await upsert(db.insertInto("instances").values(beat), dialect, {
        keys: ["id"],
        set: (incoming) => ({ beat_at: incoming("beat_at") }),
      }).execute();
      if (running.length === 0) return [];
      const ours = await db.selectFrom("messages").select(["id", "stop_requested"])
        .where("id", "in", running)
        .where("state", "=", "streaming").where("instance_id", "=", instanceId)
        .execute();
      const isStopped = new Map(ours.map((answer) => [answer.id, answer.stop_requested === 1]));
      return running.filter((answerId) => isStopped.get(answerId) !== false).map((answerId) => ({
        answerId,
        reason: isStopped.get(answerId) ? "stopped" : "interrupted",
      }));
    });
  }

  async interruptStale(self: Instance, times: { staleAfter: number; now: Date }): Promise<number> {
    const { staleAfter, now } = times;
    let ended = 0;
    for (const turn of await this.#findStale(self, times)) {
      ended += await this.#database.transaction((tx) => interruptTurn(tx, turn, now));
    }
    await this.#database.run((db) =>
      db.deleteFrom("instances").where("beat_at", "<", this.#beforeNow(staleAfter)).execute()
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

  async #findStale(
    { instanceId, running }: Instance,
    { staleAfter, now }: { staleAfter: number; now: Date },
  ): Promise<StaleTurn[]> {
    const rows = await this.#database.run((db) =>
      // A cross join, because SQLite keeps its order: few chats are being answered.
      db.selectFrom("chats")
        .crossJoin("messages as m")
        .leftJoin("instances", "instances.id", "m.instance_id")
        .select(["m.id", "m.user_id", "m.chat_id", "m.parent_id", "m.instance_id"])
        .where("chats.answering", "is not", null)
        .whereRef("m.chat_id", "=", "chats.id")
        .whereRef("m.parent_id", "=", "chats.answering")
        .where("m.state", "=", "streaming")
        .where((eb) =>
          eb.or([
            eb("instances.id", "is", null),
            eb("instances.beat_at", "<", this.#beforeNow(staleAfter)),
            eb.and([
              eb("m.instance_id", "=", instanceId),
              eb(eb.fn.coalesce("m.begun_at", "m.created_at"), "<", now.getTime() - staleAfter),
              eb("m.id", "not in", ["", ...running]),
            ]),
          ])
        )
        .execute()
    );
    return Map.groupBy(rows, (row) => row.parent_id).values().map((answers) => ({
      userId: answers[0]!.user_id,
      chatId: answers[0]!.chat_id,
      questionId: answers[0]!.parent_id!,
      instanceId: answers[0]!.instance_id,
      answerIds: answers.map((answer) => answer.id),
    })).toArray();
  }

  #beforeNow(milliseconds: number): RawBuilder<number> {
    return sql<number>`${databaseClock(this.#database.dialect)} - ${milliseconds}`;
  }

  /** Where the connection broke at the commit, only a look tells whether it was stored. */
  async #beginOrResume(
    work: (tx: Transaction<Schema>) => Promise<boolean>,
    { answerId, instanceId, now }: Beginning,
  ): Promise<void> {
    try {
      const isFirst = await this.#database.transaction(work);
      if (isFirst) await sweepLimits(this.#database, now.getTime());
    } catch (error) {
      if (!await this.#isBegun({ answerId, instanceId, now })) throw error;
    }
  }

  async #isBegun({ answerId, instanceId, now }: Beginning): Promise<boolean> {
    return await this.#database.run(async (db) => {
      const row = await db.selectFrom("messages").select("id").where("id", "=", answerId)
        .where("instance_id", "=", instanceId).where("begun_at", "=", now.getTime())
        .where("state", "=", "streaming").executeTakeFirst();
      return row !== undefined;
    });
  }
}

/** The state comes first: an answer that ends after it has been read has no chunks any more. */
async function readProgress(
  db: Kysely<Schema>,
  cursors: readonly AnswerCursor[],
): Promise<AnswerProgress[]> {
  const ids = cursors.map(({ answerId }) => answerId);
  const streaming = await db.selectFrom("messages").select("id")
    .where("id", "in", ids).where("state", "=", "streaming").execute();
  const chunks = await db.selectFrom("answer_chunks").selectAll()
    .where((eb) =>
      eb.or(
        cursors.map(({ answerId, position }) =>
          eb.and([eb("answer_id", "=", answerId), eb("position", ">=", position)])
        ),
      )
    )
    .orderBy("answer_id").orderBy("position").execute();
  const chunksOf = Map.groupBy(chunks, (chunk) => chunk.answer_id);
  const isStreaming = new Set(streaming.map(({ id }) => id));
  return cursors.filter(({ answerId }) => isStreaming.has(answerId)).map((cursor) => {
    const own = chunksOf.get(cursor.answerId) ?? [];
    return {
      answerId: cursor.answerId,
      position: own[0]?.position ?? cursor.position,
      text: own.map(({ text }) => text).join(""),
      lastPosition: own.at(-1)?.position ?? cursor.position,
    };
  });
}

function batches<T>(all: readonly T[]): T[][] {
  const count = Math.ceil(all.length / MAX_ROWS);
  return Array.from({ length: count }, (_, i) => all.slice(i * MAX_ROWS, (i + 1) * MAX_ROWS));
}

function isAnswer(message: Message): message is Answer {
  return message.role === "assistant";
}
