import type { Answer } from "../chats/message.ts";

/** How an answer ended, and what this process used for it. */
export type EndedAnswer = Pick<Answer, "state" | "errorCode"> & {
  readonly promptTokens: number;
  readonly completionTokens: number;
};

/** What operators see of answers. Each method takes microseconds, and none of them throws. */
export interface AnswerMetrics {
  /** This process began to make an answer. */
  answerBegan(): void;
  /** The first text of an answer came, so long after the model was asked. */
  firstText(seconds: number): void;
  /** An answer that began is stored in its final state. */
  answerEnded(answer: EndedAnswer): void;
}
