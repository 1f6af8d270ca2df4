import type { Answer } from "./message.ts";

/**
 * An answer as a follower sees it at one moment. `text` is everything so far; a follower keeps a
 * position (UTF-16 code units) in it and takes `text.slice(position)`. `ended` is the answer in its
 * final state, in the last snapshot only.
 */
export type AnswerSnapshot = {
  readonly text: string;
  readonly ended: Answer | null;
};
