/**
 * Why a password is easy to guess.
 *
 * - `common`: it is, or resembles, one that many people have
 * - `personal`: without what is known of its owner little is left of it
 * - `repeated`: it repeats characters or itself
 * - `sequence`: alphabet, numbers, a row of keys, a date
 * - `guessable`: anything else
 */
export type PasswordWeakness = "common" | "personal" | "repeated" | "sequence" | "guessable";

/** Judges how well passwords stand up to guessing. */
export interface PasswordStrength {
  /**
   * What makes a password too easy to guess, or `null` when it is not.
   *
   * @param ownWords What somebody who knows its owner would try, in lower case.
   */
  findWeakness(password: string, ownWords: readonly string[]): Promise<PasswordWeakness | null>;
}
