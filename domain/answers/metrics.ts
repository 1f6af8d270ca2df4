import type { Answer } from "../chats/message.ts";

/** How an answer ended, and the tokens that this process used for it. */
export type EndedAnswer = Pick<Answer, "state" | "errorCode"> & {
  readonly promptTokens: number;
  readonly completionTokens: number;
};

/** Counts answers, for operators. Each method takes microseconds and never throws. */
export interface AnswerMetrics {
  /** This process began to write an answer. */
  answerBegan(): void;
  /** The first text of an answer came `seconds` after the model was asked. */
  firstText(seconds: number): void;
  /** An answer that began is stored in its final state. */
  answerEnded(answer: EndedAnswer): void;
}
