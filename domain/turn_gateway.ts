import type { Chat } from "./chat.ts";
import type { Answer, Question, Turn } from "./message.ts";

/** A turn about to be stored. */
export type NewTurn = {
  /** The chat as it should be; with `isNewChat` it is inserted, else its row is claimed. */
  readonly chat: Chat;
  readonly isNewChat: boolean;
  readonly question: Question;
  /** False when an existing question is answered once more. */
  readonly isNewQuestion: boolean;
  /** Empty answers in state `streaming`, one for each of the n choices. */
  readonly answers: readonly Answer[];
  /** The caller's idempotency key, unique for each user, or `null`. */
  readonly requestId: string | null;
  /** The process that makes the answers. */
  readonly instanceId: string;
};

/** A piece of a running answer's text; `position` counts UTF-16 code units from its start. */
export type AnswerChunk = {
  readonly answerId: string;
  readonly position: number;
  readonly text: string;
};

/** A turn with its answers as they ended. */
export type FinishedTurn = {
  readonly userId: string;
  readonly chatId: string;
  readonly questionId: string;
  readonly answers: readonly Answer[];
};

/**
 * Turns: a question, its answers while they are made, and the claim on the chat that keeps a second
 * question out. All coordination between processes goes through here.
 */
export interface TurnGateway {
  /**
   * Stores the question and its empty answers and moves the chat's leaf, in one transaction. The
   * chat is claimed by compare-and-swap: it must be active, answer nothing, and still have the
   * leaf that the new question replies to.
   *
   * @returns The turn as given, or, when this user sent `requestId` before, the stored turn with
   * `isRepeat: true`.
   * @throws {AppError} `not_found`, `chat_ended` or `answer_in_progress`; nothing is stored then.
   */
  begin(turn: NewTurn): Promise<Turn & { isRepeat: boolean }>;

  /**
   * The turn that this user began with this `requestId`, or `null`. For a caller to know a
   * repetition before it counts tokens or limits.
   */
  findByRequest(userId: string, requestId: string): Promise<Turn | null>;

  /** An answer with the text stored so far, or `null` when this user's chat has none of that id. */
  findAnswer(userId: string, chatId: string, answerId: string): Promise<Answer | null>;

  /** A question, or `null` when this user's chat has none of that id. */
  findQuestion(userId: string, chatId: string, questionId: string): Promise<Question | null>;

  /** Stores new text of running answers, all in one statement. A chunk stored twice counts once. */
  appendChunks(chunks: readonly AnswerChunk[]): Promise<void>;

  /**
   * Stores the answers' final content, state and counts, adds to the chat's usage, frees the chat
   * and drops the chunks, in one transaction. Does nothing when the turn was ended before (by
   * recovery, or with the chat's deletion).
   *
   * @returns whether these answers are what is stored now.
   */
  finish(turn: FinishedTurn): Promise<boolean>;

  /** Notes that this answer's turn shall stop. @returns whether it was streaming. */
  requestStop(userId: string, chatId: string, answerId: string): Promise<boolean>;

  /**
   * Says that this process lives.
   *
   * @returns Ids of its answers that somebody asked to stop, or whose chat was deleted.
   */
  heartbeat(instanceId: string, running: readonly string[], now: Date): Promise<string[]>;

  /**
   * Ends every turn whose process has not beaten since `deadline`: its streaming answers become
   * `interrupted` with the text stored so far, and the chat is free again. So do answers from before
   * `deadline` that the calling process is said to make but doesn't, which happens when it could not
   * learn whether a turn was stored. Safe to call from several processes at once.
   *
   * @param self The calling process and the ids of the answers it makes.
   * @param times `now` becomes the answers' `finishedAt`.
   * @returns How many answers were ended.
   */
  interruptStale(
    self: { instanceId: string; running: readonly string[] },
    times: { deadline: Date; now: Date },
  ): Promise<number>;

  /** Takes this process off the list of the living; what it still ran becomes stale at once. */
  leave(instanceId: string): Promise<void>;
}
