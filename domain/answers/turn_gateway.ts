import type { RateLimit } from "../accounts/rate_limiter.ts";
import type { StorageLimit } from "../accounts/storage.ts";
import type { Chat } from "../chats/chat.ts";
import type { Answer, AnswerKey, Question, Turn } from "../chats/message.ts";

/**
 * Limits on one user's turns. Counted in the transaction that stores a turn, so they hold across
 * processes.
 */
export type TurnLimits = StorageLimit & {
  /** How many turns a user may begin. */
  readonly sends: RateLimit;
  /** How many of a user's questions may be answered at the same time. */
  readonly answering: number;
};

/** The key under which a user's turns are counted in {@link TurnLimits.sends}. */
export function sendLimitKey(userId: string): string {
  return `send:${userId}`;
}

/** What identifies a repeated call. */
export type SentRequest = {
  /** The caller's idempotency key, unique per user, or `null`. */
  readonly idempotencyKey: string | null;
  /**
   * A digest of the request sent with it; `null` without a key, and for turns stored by older
   * versions.
   */
  readonly requestDigest: string | null;
};

/** A turn that began with an idempotency key. */
export type RequestedTurn = Turn & SentRequest;

/** A turn to store. */
export type NewTurn = SentRequest & {
  /** The chat in its new state; inserted with `isNewChat`, else its row is claimed. */
  readonly chat: Chat;
  readonly isNewChat: boolean;
  /** The chat's leaf when the turn was planned; the chat must still have it. */
  readonly expectedLeaf: string;
  readonly question: Question;
  /** False when an existing question is answered again. */
  readonly isNewQuestion: boolean;
  /** Empty answers in state `streaming`, one for each choice. */
  readonly answers: readonly Answer[];
  /** The process that writes the answers. */
  readonly instanceId: string;
  readonly limits: TurnLimits;
};

/** An ended answer to continue. */
export type ContinuedAnswer = {
  /** The answer as it ended; it must not have been continued since. */
  readonly answer: Answer;
  /** The process that continues it. */
  readonly instanceId: string;
  readonly limits: TurnLimits;
  readonly now: Date;
};

/** The two growing parts of an answer. */
export type AnswerPart = "text" | "thinking";

/** A piece of a running answer; `position` counts UTF-16 code units from the part's start. */
export type AnswerChunk = {
  readonly answerId: string;
  /** The text by default. */
  readonly part?: AnswerPart;
  readonly position: number;
  readonly text: string;
};

/**
 * How far a follower has read an answer: of each part the position of the last chunk it read, or 0.
 */
export type AnswerCursor = {
  readonly answerId: string;
  readonly position: number;
  readonly thinkingPosition?: number;
};

/** The stored text of a followed answer from its cursor on, and the thinking if there is any. */
export type AnswerProgress = PartProgress & {
  readonly answerId: string;
  readonly thinking?: PartProgress;
};

/** What is stored of a part from a cursor's position on. */
export type PartProgress = {
  readonly position: number;
  readonly text: string;
  /** Where its last chunk begins: the next cursor's position. */
  readonly lastPosition: number;
};

/** A process and the ids of the answers it writes. */
export type Instance = { readonly instanceId: string; readonly running: readonly string[] };

/**
 * An answer that its process should end, and why: a reader stopped it, or another process has
 * interrupted it.
 */
export type EndRequest = {
  readonly answerId: string;
  readonly reason: "stopped" | "interrupted";
};

/** A turn with its answers as they ended. */
export type FinishedTurn = {
  /** The process that wrote them. */
  readonly instanceId: string;
  readonly userId: string;
  readonly chatId: string;
  readonly questionId: string;
  readonly answers: readonly Answer[];
};

/**
 * Stored turns: a question, its answers while they are written, and the claim on the chat that
 * keeps a second question out. All coordination between processes goes through here. Reads treat a
 * deleted chat as missing; its running answers are ended and stored like all others.
 */
export interface TurnGateway {
  /**
   * Stores the question and its empty answers and moves the chat's leaf, in one transaction. The
   * chat is claimed by compare-and-swap: it must be active, not be answering, and still have the
   * `expectedLeaf`. The user's limits are checked and counted in the same transaction.
   *
   * @throws {AppError} `not_found`, `chat_ended`, `answer_in_progress`, `rate_limited` or
   * `storage_full`
   * @throws any error when this user sent `idempotencyKey` before, see
   * {@link TurnGateway.findByIdempotencyKey}. Either way nothing is stored.
   */
  begin(turn: NewTurn): Promise<void>;

  /**
   * Makes an ended answer stream again, in one transaction and under the conditions of `begin`. The
   * answer must be the chat's leaf and unchanged.
   *
   * @throws {AppError} as `begin` does; then nothing is changed.
   */
  resume(answer: ContinuedAnswer): Promise<void>;

  /**
   * The turn that this user began with this `idempotencyKey`, or `null`. Recognizes a repeated call
   * before tokens and limits are counted, even when the turn's chat was deleted.
   */
  findByIdempotencyKey(userId: string, idempotencyKey: string): Promise<RequestedTurn | null>;

  /** An answer with the text and thinking stored so far, or `null` when this user's chat has no such answer. */
  findAnswer(userId: string, chatId: string, answerId: string): Promise<Answer | null>;

  /** A question, or `null` when this user's chat has no such question. */
  findQuestion(userId: string, chatId: string, questionId: string): Promise<Question | null>;

  /** Ids of the streaming answers of this user's chat, anywhere in its tree, in order. */
  findRunning(userId: string, chatId: string): Promise<string[]>;

  /**
   * Stores new text of running answers, all in one statement for each part. A chunk stored twice
   * counts once.
   */
  appendChunks(chunks: readonly AnswerChunk[]): Promise<void>;

  /**
   * The text of streaming answers stored since their cursors. Takes a fixed number of statements
   * for every few hundred answers. Answers that no longer stream are left out.
   */
  readProgress(cursors: readonly AnswerCursor[]): Promise<AnswerProgress[]>;

  /**
   * Stores the answers' final content, state and counts, adds to the chat's usage, frees the chat
   * and deletes the chunks, in one transaction. An answer that another process interrupted, taking
   * this one for dead, still gets its whole text, unless it was continued since. Does nothing when
   * the turn ended in another way (the chat was deleted).
   *
   * @returns whether these answers are stored now.
   */
  finish(turn: FinishedTurn): Promise<boolean>;

  /**
   * Records a request to stop this answer's turn, which the process that writes it reads with
   * {@link TurnGateway.findEndRequests}.
   *
   * @returns whether it was streaming.
   */
  requestStop(userId: string, chatId: string, answerId: string): Promise<boolean>;

  /**
   * Counts one more caller waiting for an answer. A new turn begins with one caller, and so does a
   * continuation.
   *
   * @param key The first answer of its turn.
   * @returns false when the answer has ended or is being stopped.
   */
  addCaller(key: AnswerKey): Promise<boolean>;

  /** Counts one caller less. @returns whether it was the last one, and the answer still streams. */
  removeCaller(key: AnswerKey): Promise<boolean>;

  /** Records that this process is alive, at the database's time. */
  heartbeat(instanceId: string): Promise<void>;

  /**
   * Those of this process's answers that should end: stopped by {@link TurnGateway.requestStop}, or
   * no longer its own.
   */
  findEndRequests(self: Instance): Promise<EndRequest[]>;

  /**
   * Ends every turn whose process has sent no heartbeat for `staleAfter` milliseconds by the
   * database's clock: its streaming answers become `interrupted` with the text stored so far, and
   * the chat is free again. Does the same for answers older than `staleAfter` that are stored as
   * this process's but that it isn't writing, which happens when the process could not learn
   * whether a turn was stored. Safe to call from several processes at once.
   *
   * @param self The calling process.
   * @param times `now` is the calling process's time and becomes the answers' `finishedAt`.
   * @returns How many answers were ended.
   */
  interruptStale(self: Instance, times: { staleAfter: number; now: Date }): Promise<number>;

  /**
   * Removes this process from the list of running ones; answers that it still has become stale at
   * once.
   */
  leave(instanceId: string): Promise<void>;
}
