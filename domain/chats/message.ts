import type { CompletionErrorCode } from "../models/completion_provider.ts";
import { type FinishReason, finishReasonParts } from "../models/finish_reason.ts";
import type { Source } from "../models/source.ts";

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

/** A message of the user. */
export type Question = MessageBase & { readonly role: "user" };

/**
 * - `streaming`: being written
 * - `complete`: the model ended it, or it reached its token limit
 * - `stopped`: a reader or caller stopped it
 * - `failed`: the model's server refused or broke off; `errorCode` says why
 * - `interrupted`: the process that wrote it died
 */
export type AnswerState = "streaming" | "complete" | "stopped" | "failed" | "interrupted";

/**
 * What the model thought before and while it answered. The model never reads it again, and it is
 * not part of the answer's text: copies, titles and search leave it out.
 */
export type Thinking = {
  readonly text: string;
  /** How long it thought; 0 while the answer streams. */
  readonly milliseconds: number;
  /** Those of the answer's completion tokens that it thought with; 0 while the answer streams. */
  readonly tokens: number;
};

/** The thinking of an answer that is being written. */
export function thinkingSoFar(text: string): Thinking | null {
  return text === "" ? null : { text, milliseconds: 0, tokens: 0 };
}

/** A message of the model, while it is written and after. */
export type Answer = MessageBase & {
  readonly role: "assistant";
  readonly model: string;
  readonly state: AnswerState;
  /** The reason that the model's server gave for its end; `null` when it gave none, or failed. */
  readonly finishReason: FinishReason | null;
  readonly errorCode: CompletionErrorCode | null;
  /** Until when the model's server asked to wait; `null` when it failed without saying so. */
  readonly retryAt: Date | null;
  /**
   * Settings that the model doesn't take, by their names in the APIs, so that it was asked without
   * them; `max_tokens=4096`: with its own limit instead.
   */
  readonly leftOut: readonly string[];
  /** Billed for this answer; `null` while it streams. */
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  /** Those of `promptTokens` that the model's server had cached; `null` if it didn't say. */
  readonly cachedPromptTokens: number | null;
  readonly finishedAt: Date | null;
  /** `null` for an answer without thinking. */
  readonly thinking: Thinking | null;
  /** The pages that it cites; absent for none. */
  readonly sources?: readonly Source[];
};

/** Identifies an answer, with its owner. */
export type AnswerKey = {
  readonly userId: string;
  readonly chatId: string;
  readonly answerId: string;
};

/** Whether an answer was, or may have been, cut short after some text, so that it can go on. */
export function canContinue({ state, finishReason, content }: Answer): boolean {
  const isOpenEnded = finishReason !== null && isCutShort[finishReasonParts(finishReason).kind];
  return (state === "complete" ? isOpenEnded : state !== "streaming") && content.trim() !== "";
}

const isCutShort = { stop: false, content_filter: false, length: true, unknown: true };

/** Whole seconds for which the model's server still asks to wait; `undefined` for none. */
export function secondsUntilRetry({ retryAt }: Answer, now: Date): number | undefined {
  const seconds = retryAt ? Math.ceil((retryAt.getTime() - now.getTime()) / 1000) : 0;
  return seconds > 0 ? seconds : undefined;
}

/** Whether an answer used its whole token limit for thinking, before its first text. */
export function hasOnlyThought({ state, finishReason, content, thinking }: Answer): boolean {
  const isAtLimit = state === "complete" && finishReason === "length";
  return isAtLimit && thinking !== null && content.trim() === "";
}

/** A node of a chat's tree. Nothing is overwritten: other versions are siblings. */
export type Message = Question | Answer;

/** Everything written in a message: its text, and what the model thought. For sizes. */
export function wholeText(message: Message): string {
  return message.role === "user" ? message.content : message.content + thoughtIn(message);
}

/** What a model thought for an answer; empty when nothing. */
export function thoughtIn({ thinking }: Pick<Answer, "thinking">): string {
  return thinking?.text ?? "";
}

/** A question and its n answers that are being written. */
export type Turn = {
  readonly chatId: string;
  readonly question: Question;
  readonly answers: readonly Answer[];
};
