import type { RateLimit } from "../accounts/rate_limiter.ts";
import type { StorageLimit } from "../accounts/storage.ts";
import type { Chat } from "../chats/chat.ts";
import type { Answer, AnswerKey, Question, Turn } from "../chats/message.ts";

/** What one user may ask for. Counted with the turn, so that it holds across processes. */
export type TurnLimits = StorageLimit & {
  /** Turns that a user may begin. */
  readonly sends: RateLimit;
  /** Questions of a user that may be answered at the same time. */
  readonly answering: number;
};

/** The key under which a user's turns are counted in {@link TurnLimits.sends}. */
export function sendLimitKey(userId: string): string {
  return `send:${userId}`;
}

/** What a caller sent to be known again by. */
export type SentRequest = {
  /** The caller's idempotency key, unique for each user, or `null`. */
  readonly requestId: string | null;
  /** A digest of what was asked with it; `null` without a key, and of turns that older versions stored. */
  readonly requestDigest: string | null;
};

/** A turn that began with an idempotency key. */
export type RequestedTurn = Turn & SentRequest;

/** A turn about to be stored. */
export type NewTurn = SentRequest & {
  /** The chat as it should be; with `isNewChat` it is inserted, else its row is claimed. */
  readonly chat: Chat;
  readonly isNewChat: boolean;
  /** The leaf that the chat had when the turn was planned; it must still have it. */
  readonly expectedLeaf: string;
  readonly question: Question;
  /** False when an existing question is answered once more. */
  readonly isNewQuestion: boolean;
  /** Empty answers in state `streaming`, one for each of the n choices. */
  readonly answers: readonly Answer[];
  /** The process that makes the answers. */
  readonly instanceId: string;
  readonly limits: TurnLimits;
};

/** An ended answer that is about to go on. */
export type ContinuedAnswer = {
  /** As it ended; nobody may have continued it since. */
  readonly answer: Answer;
  /** The process that goes on with it. */
  readonly instanceId: string;
  readonly limits: TurnLimits;
  readonly now: Date;
};

/** A piece of a running answer's text; `position` counts UTF-16 code units from its start. */
export type AnswerChunk = {
  readonly answerId: string;
  readonly position: number;
  readonly text: string;
};

/** How far a follower has read an answer: the position of the last chunk it got, or 0. */
export type AnswerCursor = Pick<AnswerChunk, "answerId" | "position">;

/** What is stored of a followed answer from its cursor on. */
export type AnswerProgress = AnswerCursor & {
  /** The text from the cursor's position on. */
  readonly text: string;
  /** Where the last chunk of that begins: the next cursor's position. */
  readonly lastPosition: number;
};

/** A process and the ids of the answers it makes. */
export type Instance = { readonly instanceId: string; readonly running: readonly string[] };

/** An answer that its process shall end, and why: its reader's wish, or it was taken from the process. */
export type EndRequest = {
  readonly answerId: string;
  readonly reason: "stopped" | "interrupted";
};

/** A turn with its answers as they ended. */
export type FinishedTurn = {
  /** The process that made them. */
  readonly instanceId: string;
  readonly userId: string;
  readonly chatId: string;
  readonly questionId: string;
  readonly answers: readonly Answer[];
};

/**
 * Turns: a question, its answers while they are made, and the claim on the chat that keeps a second
 * question out. All coordination between processes goes through here. A deleted chat is missing to
 * those who ask for something of it; its running answers are ended and stored like all others.
 */
export interface TurnGateway {
  /**
   * Stores the question and its empty answers and moves the chat's leaf, in one transaction. The
   * chat is claimed by compare-and-swap: it must be active, answer nothing, and still have the
   * `expectedLeaf`. The user's limits are checked and counted in it, too.
   *
   * @throws {AppError} `not_found`, `chat_ended`, `answer_in_progress`, `rate_limited` or `storage_full`
   * @throws any error when this user sent `requestId` before, see {@link TurnGateway.findByRequest}.
   * Nothing is stored then.
   */
  begin(turn: NewTurn): Promise<void>;

  /**
   * Makes an ended answer stream again, in one transaction and under the same conditions: it must
   * be the chat's leaf and still be as given.
   *
   * @throws {AppError} as `begin` does; nothing is changed then.
   */
  resume(answer: ContinuedAnswer): Promise<void>;

  /**
   * The turn that this user began with this `requestId`, or `null`. For a caller to know a
   * repetition before it counts tokens or limits: that of a turn whose chat was deleted, too.
   */
  findByRequest(userId: string, requestId: string): Promise<RequestedTurn | null>;

  /** An answer with the text stored so far, or `null` when this user's chat has none of that id. */
  findAnswer(userId: string, chatId: string, answerId: string): Promise<Answer | null>;

  /** A question, or `null` when this user's chat has none of that id. */
  findQuestion(userId: string, chatId: string, questionId: string): Promise<Question | null>;

  /** Ids of the answers that stream in this user's chat, wherever in its tree, in their order. */
  findRunning(userId: string, chatId: string): Promise<string[]>;

  /** Stores new text of running answers, all in one statement. A chunk stored twice counts once. */
  appendChunks(chunks: readonly AnswerChunk[]): Promise<void>;

  /**
   * What has been stored of streaming answers since their cursors, in a fixed number of statements
   * for each few hundred. Answers that stream no more are left out.
   */
  readProgress(cursors: readonly AnswerCursor[]): Promise<AnswerProgress[]>;

  /**
   * Stores the answers' final content, state and counts, adds to the chat's usage, frees the chat
   * and drops the chunks, in one transaction. An answer that was taken for a dead process's gets its
   * text all the same, as long as nobody continued it. Does nothing when the turn was ended
   * otherwise (with the chat's deletion).
   *
   * @returns whether these answers are what is stored now.
   */
  finish(turn: FinishedTurn): Promise<boolean>;

  /** Notes that this answer's turn shall stop. @returns whether it was streaming. */
  requestStop(userId: string, chatId: string, answerId: string): Promise<boolean>;

  /**
   * Counts one more caller who waits for an answer. Its turn began with one; continuing it does, too.
   *
   * @param key Names the first of the answers that were begun together.
   * @returns false when it has ended, or is being stopped, and is not to be waited for.
   */
  addCaller(key: AnswerKey): Promise<boolean>;

  /** Counts one caller less. @returns whether that was the last one of an answer that still streams. */
  removeCaller(key: AnswerKey): Promise<boolean>;

  /**
   * Says that this process lives, at the time of the database's clock.
   *
   * @returns Its answers that shall end.
   */
  heartbeat(self: Instance): Promise<EndRequest[]>;

  /**
   * Ends every turn whose process has not beaten for `staleAfter` milliseconds by the database's
   * clock: its streaming answers become `interrupted` with the text stored so far, and the chat is
   * free again. So do answers from `staleAfter` before `now` that the calling process is said to
   * make but doesn't, which happens when it could not learn whether a turn was stored. Safe to call
   * from several processes at once.
   *
   * @param self The calling process.
   * @param times `now` is the calling process's time and becomes the answers' `finishedAt`.
   * @returns How many answers were ended.
   */
  interruptStale(self: Instance, times: { staleAfter: number; now: Date }): Promise<number>;

  /** Takes this process off the list of the living; what it still ran becomes stale at once. */
  leave(instanceId: string): Promise<void>;
}
