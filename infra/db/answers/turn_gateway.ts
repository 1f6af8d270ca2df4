import { isRefusal, isUnavailable } from "../../../domain/app_error.ts";
import type { Answer, AnswerKey, Message, Question } from "../../../domain/chats/message.ts";
import type {
  AnswerChunk,
  AnswerCursor,
  AnswerProgress,
  ContinuedAnswer,
  EndRequest,
  FinishedTurn,
  Instance,
  NewTurn,
  RequestedTurn,
  TurnGateway,
} from "../../../domain/answers/turn_gateway.ts";
import { resumeAnswer, storeTurn } from "./begin_turn.ts";
import { addCaller, removeCaller } from "./callers.ts";
import { appendChunks, readProgress } from "./progress.ts";
import { batches } from "../connection/batches.ts";
import type { Database } from "../connection/database.ts";
import { databaseClock } from "../connection/database_clock.ts";
import { sweepLimits } from "../accounts/limited_calls.ts";
import { toMessages } from "../chats/message_rows.ts";
import { type RetryPolicy, retryTransient } from "../connection/retry.ts";
import { beforeNow, findStaleTurns, interruptTurn } from "./stale_turns.ts";
import { finishTurn } from "./finish_turn.ts";
import { upsert } from "../connection/upsert.ts";

/** Retries of the check whether a turn was stored, in case the connection breaks again. */
const checkPolicy: RetryPolicy = { patience: 400, firstDelay: 50, longestDelay: 200 };

/** How often windows of rate limits that are over are deleted, in milliseconds. */
const SWEEP_INTERVAL = 60_000;

/** An answer, the process that began it, and when. */
type Beginning = { readonly answerId: string; readonly instanceId: string; readonly now: Date };

/** {@link TurnGateway} in SQL. */
export class SqlTurnGateway implements TurnGateway {
  readonly #database: Database;
  /** When to delete rate limits' windows that are over, in milliseconds since 1970. */
  #nextSweep = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  async begin(turn: NewTurn): Promise<void> {
    const { answers: [first], instanceId } = turn;
    await this.#beginOrResume(
      () => storeTurn(this.#database, turn),
      { answerId: first!.id, instanceId, now: first!.createdAt },
    );
  }

  async resume(continued: ContinuedAnswer): Promise<void> {
    const { answer, instanceId, now } = continued;
    await this.#beginOrResume(
      () => resumeAnswer(this.#database, continued),
      { answerId: answer.id, instanceId, now },
    );
  }

  async findByIdempotencyKey(
    userId: string,
    idempotencyKey: string,
  ): Promise<RequestedTurn | null> {
    return await this.#database.run(async (db) => {
      const first = await db.selectFrom("messages")
        .select(["id", "chat_id", "parent_id", "request_digest as requestDigest"])
        .where("user_id", "=", userId).where("request_id", "=", idempotencyKey).executeTakeFirst();
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
      const { chat_id: chatId, requestDigest } = first;
      return { chatId, question, answers: answers.filter(isAnswer), idempotencyKey, requestDigest };
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

  async findRunning(userId: string, chatId: string): Promise<string[]> {
    return await this.#database.run(async (db) => {
      const rows = await db.selectFrom("chats")
        .innerJoin(
          "messages as m",
          (join) =>
            join.onRef("m.chat_id", "=", "chats.id").onRef("m.parent_id", "=", "chats.answering"),
        )
        .select("m.id")
        .where("chats.id", "=", chatId).where("chats.user_id", "=", userId)
        .where("m.state", "=", "streaming")
        .orderBy("m.id").execute();
      return rows.map(({ id }) => id);
    });
  }

  async appendChunks(chunks: readonly AnswerChunk[]): Promise<void> {
    const text = chunks.filter(({ part }) => part !== "thinking");
    await appendChunks(this.#database, "answer_chunks", text);
    const thinking = chunks.filter(({ part }) => part === "thinking");
    await appendChunks(this.#database, "thinking_chunks", thinking);
  }

  async readProgress(cursors: readonly AnswerCursor[]): Promise<AnswerProgress[]> {
    const progress = [];
    for (const batch of batches(cursors)) {
      progress.push(...await this.#database.run((db) => readProgress(db, batch)));
    }
    return progress;
  }

  async finish(turn: FinishedTurn): Promise<boolean> {
    return await finishTurn(this.#database, turn);
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

  async findEndRequests({ instanceId, running }: Instance): Promise<EndRequest[]> {
    if (running.length === 0) return [];
    const ours = await this.#database.run((db) =>
      db.selectFrom("messages").select(["id", "stop_requested"])
        .where("id", "in", running)
        .where("state", "=", "streaming").where("instance_id", "=", instanceId)
        .execute()
    );
    const isStopped = new Map(ours.map((answer) => [answer.id, answer.stop_requested === 1]));
    return running.filter((answerId) => isStopped.get(answerId) !== false).map((answerId) => ({
      answerId,
      reason: isStopped.get(answerId) ? "stopped" : "interrupted",
    }));
  }

  async addCaller(key: AnswerKey): Promise<boolean> {
    return await this.#database.run((db) => addCaller(db, key));
  }

  async removeCaller(key: AnswerKey): Promise<boolean> {
    return await this.#database.transaction((tx) => removeCaller(tx, key));
  }

  async heartbeat(instanceId: string): Promise<void> {
    const { dialect } = this.#database;
    const beat = { id: instanceId, beat_at: databaseClock(dialect) };
    await this.#database.run((db) =>
      upsert(db.insertInto("instances").values(beat), dialect, {
        keys: ["id"],
        set: (incoming) => ({ beat_at: incoming("beat_at") }),
      }).execute()
    );
  }

  async interruptStale(self: Instance, times: { staleAfter: number; now: Date }): Promise<number> {
    const { staleAfter, now } = times;
    let ended = 0;
    for (const turn of await findStaleTurns(this.#database, self, times)) {
      ended += await this.#database.transaction((tx) =>
        interruptTurn(tx, turn, { now, dialect: this.#database.dialect })
      );
    }
    const deadline = beforeNow(this.#database.dialect, staleAfter);
    await this.#database.run((db) =>
      db.deleteFrom("instances").where("beat_at", "<", deadline).execute()
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
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom("chats").select("chats.id").where("chats.id", "=", chatId)
              .where("deleted_at", "is", null),
          )
        )
        .executeTakeFirst();
      return row ? (await toMessages(db, [row]))[0] ?? null : null;
    });
  }

  /**
   * Runs `work`, and checks whether it was stored when the connection broke during the commit. A
   * refusal was certainly not stored; the check would find what another call began. The check is
   * retried, because no process would make an answer that was stored but reported as failed.
   */
  async #beginOrResume(work: () => Promise<void>, beginning: Beginning): Promise<void> {
    try {
      await work();
      await this.#sweepLimits(beginning.now.getTime());
    } catch (error) {
      if (isRefusal(error)) throw error;
      const isBegun = () => this.#isBegun(beginning);
      if (!await retryTransient(isBegun, checkPolicy, isUnavailable)) throw error;
    }
  }

  /** Sends open too many windows for each of them to sweep, as other calls do. */
  async #sweepLimits(now: number): Promise<void> {
    if (now < this.#nextSweep) return;
    this.#nextSweep = now + SWEEP_INTERVAL;
    await sweepLimits(this.#database, now);
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

function isAnswer(message: Message): message is Answer {
  return message.role === "assistant";
}
