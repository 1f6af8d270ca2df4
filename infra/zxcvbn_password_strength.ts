import type { ZxcvbnFactory } from "@zxcvbn-ts/core";
import type { PasswordStrength, PasswordWeakness } from "../domain/user_gateway.ts";

/** Least score that passes: "safely unguessable", more than 10^8 guesses. */
const LEAST_SCORE = 3;

/**
 * What the estimator reads of a password, and how many ways of reading 4 as a and the like it tries. Its time
 * grows with both by much: at its defaults 256 characters take 13 s, at these none of a hundred hostile texts
 * took 70 ms. What begins weak is refused however it goes on.
 */
const bounds = { maxLength: 64, l33tMaxSubstitutions: 4 };

/** Shorter words are in too many others to be somebody's own. */
const MIN_OWN_WORD = 4;

/** What the estimator's warnings come to; those that aren't here are about common words. */
const weaknessOfWarning: Readonly<Record<string, PasswordWeakness>> = {
  userInputs: "personal",
  simpleRepeat: "repeated",
  extendedRepeat: "repeated",
  ...{ sequences: "sequence", straightRow: "sequence", keyPattern: "sequence" },
  ...{ dates: "sequence", recentYears: "sequence" },
};

/**
 * {@link PasswordStrength} by zxcvbn-ts's estimate over its list of passwords seen in breaches and of dice
 * words. It is loaded when the first password is judged (0.2 s), not at start.
 */
export class ZxcvbnPasswordStrength implements PasswordStrength {
  #estimator: Promise<ZxcvbnFactory> | undefined;

  async findWeakness(
    password: string,
    ownWords: readonly string[],
  ): Promise<PasswordWeakness | null> {
    const estimator = await (this.#estimator ??= load());
    const { score, feedback } = estimator.check(password, [...ownWords]);
    if (score < LEAST_SCORE) {
      return feedback.warning ? weaknessOfWarning[feedback.warning] ?? "common" : "guessable";
    }
    // The estimator takes any three words for strong, also three that everybody knows of the owner.
    const rest = withoutWords(password, ownWords);
    return rest === password || estimator.check(rest).score >= LEAST_SCORE ? null : "personal";
  }
}

function withoutWords(password: string, words: readonly string[]): string {
  const longestFirst = words.filter((word) => word.length >= MIN_OWN_WORD)
    .toSorted((a, b) => b.length - a.length);
  if (longestFirst.length === 0) return password;
  return password.replace(new RegExp(longestFirst.map(RegExp.escape).join("|"), "giu"), "");
}

async function load(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, { dictionary, adjacencyGraphs: graphs }] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
  ]);
  return new ZxcvbnFactory({ dictionary, graphs, ...bounds });
}
