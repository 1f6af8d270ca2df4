/** What the bench's upstream is asked. */
export const questions = {
  /** One word, then the end. */
  word: "Say a word: bench flat 1",
  /** So many tokens, as fast as they are read. */
  flat: (tokens: number): string => `Go on flat out: bench flat ${tokens}`,
  /** So many tokens, each written by itself, as fast as they are read. */
  each: (tokens: number): string => `Go on one by one: bench each ${tokens}`,
  /** A token each so many milliseconds until told to finish. */
  paced: (interval: number): string => `Take your time: bench pace ${interval}`,
  /** One word, then nothing until told to finish. */
  idle: "Say a word and think: bench pace 0",
};
