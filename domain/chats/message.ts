import type { CompletionErrorCode, FinishReason } from "../models/completion_provider.ts";

type MessageBase = {
  /** UUIDv7. */
  readonly id: string;
  readonly chatId: string;
  readonly userId: string;
  /** The message this one replies to; `null` for a first question. */
  readonly parentId: string | null;
  readonly content: string;
  /** Tokens of `content` in the chat's model; 0 while an answer streams. */
  readonly tokens: number;
  readonly createdAt: Date;
};

/** What a person (or a program) said. */
export type Question = MessageBase & { readonly role: "user" };

/**
 * - `streaming`: being written
 * - `complete`: the model ended it, or its token limit did
 * - `stopped`: its reader ended it
 * - `failed`: the upstream refused or broke off; `errorCode` says why
 * - `interrupted`: the process that wrote it died
 */
export type AnswerState = "streaming" | "complete" | "stopped" | "failed" | "interrupted";

/** What a model said, while it is said and after. */
export type Answer = MessageBase & {
  readonly role: "assistant";
  readonly model: string;
  readonly state: AnswerState;
  /** The upstream's word on why it ended; `null` where it gave none. */
  readonly finishReason: FinishReason | null;
  readonly errorCode: CompletionErrorCode | null;
  /** Billed for this answer; `null` while it streams. */
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly finishedAt: Date | null;
};

/** Names an answer together with whose it is. */
export type AnswerKey = {
  readonly userId: string;
  readonly chatId: string;
  readonly answerId: string;
};

/** Whether an answer has ended with text that could go on. */
export function canContinue({ state, finishReason, content }: Answer): boolean {
  const isCutShort = state === "complete" ? finishReason === "length" : state !== "streaming";
  return isCutShort && content !== "";
}

/** A node of a chat's tree. Nothing is overwritten: other versions are siblings. */
export type Message = Question | Answer;

/** A question and the answers that are being made for it (n of them). */
export type Turn = {
  readonly chatId: string;
  readonly question: Question;
  readonly answers: readonly Answer[];
};
