/** The questions for the bench's upstream. */
export const questions = {
  /** One word, then the end. */
  word: "Say a word: bench flat 1",
  /** Three tokens, then the end. */
  short: "Say three words: bench flat 3",
  /** This many tokens, as fast as they are read. */
  flat: (tokens: number): string => `Go on flat out: bench flat ${tokens}`,
  /** This many tokens, each in a separate write, as fast as they are read. */
  each: (tokens: number): string => `Go on one by one: bench each ${tokens}`,
  /** A token at every interval of this many milliseconds, until `GET /finish`. */
  paced: (interval: number): string => `Take your time: bench pace ${interval}`,
  /** This many words of 20 a second, each the time at which it is sent, see `stamps.ts`. */
  stamps: (words: number): string => `Tell the time: bench stamps ${words}`,
  /** One word, then nothing until `GET /finish`. */
  idle: "Say a word and think: bench pace 0",
};
