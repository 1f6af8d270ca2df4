/**
 * Why a password is easy to guess.
 *
 * - `common`: it is, or resembles, a password that many people use
 * - `personal`: it is little more than facts about its owner
 * - `repeated`: it repeats a character or a part of itself
 * - `sequence`: alphabet, numbers, a row of keys, a date
 * - `guessable`: anything else
 */
export type PasswordWeakness = "common" | "personal" | "repeated" | "sequence" | "guessable";

/** Estimates how well a password resists guessing. */
export interface PasswordStrength {
  /**
   * What makes a password too easy to guess, or `null` when it is not.
   *
   * @param ownWords Words that an attacker who knows the owner would try, in lower case.
   */
  findWeakness(password: string, ownWords: readonly string[]): Promise<PasswordWeakness | null>;
}
