import type { ZxcvbnFactory } from "@zxcvbn-ts/core";
import type {
  PasswordStrength,
  PasswordWeakness,
} from "../../domain/accounts/password_strength.ts";

/** Fewer are too few: the estimator's own bound of "safely unguessable", score 3. */
const LEAST_GUESSES = 10 ** 8 + 5;

/**
 * Each kind of mark in a password, and repeating letters, multiplies the guesses for its bare letters by this:
 * about 30 marks are on a keyboard, in about 30 arrangements that people choose.
 */
const GUESSES_PER_MARK = 1000;

/**
 * What the estimator reads of a password, and how many ways of reading 4 as a and the like it tries. Its time
 * grows with both by much: at its defaults 256 characters take 13 s, at these none of a hundred hostile texts
 * took 70 ms. What begins weak is refused however it goes on.
 */
const bounds = { maxLength: 64, l33tMaxSubstitutions: 4 };

/** Shorter words are in too many others to be somebody's own. */
const MIN_OWN_WORD = 3;

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
    const marks = new Set(password.match(/[\p{P}\p{S}\p{Z}]/gu)).size;
    const readings = [
      { read: (text: string) => text, worth: 1 },
      { read: lettersOf, worth: GUESSES_PER_MARK ** marks },
      { read: (text: string) => once(lettersOf(text)), worth: GUESSES_PER_MARK ** (marks + 1) },
    ];
    for (const { read, worth } of readings) {
      const [text, words] = [read(password), ownWords.map(read)];
      const { guesses, feedback } = estimator.check(text, words);
      if (guesses * worth < LEAST_GUESSES) {
        return feedback.warning ? weaknessOfWarning[feedback.warning] ?? "common" : "guessable";
      }
      // The estimator takes any three words for strong, also three that everybody knows of the owner.
      const rest = withoutWords(text, words);
      if (rest !== text && estimator.check(rest).guesses * worth < LEAST_GUESSES) return "personal";
    }
    return null;
  }
}

/** The letters and digits of a text in lower case, without accents and without what can't be seen. */
function lettersOf(text: string): string {
  return text.normalize("NFKD").toLowerCase()
    .replace(/[\p{P}\p{S}\p{Z}\p{C}\p{Default_Ignorable_Code_Point}\u0300-\u036f]/gu, "");
}

/** A text with each run of one character as a single one. */
function once(text: string): string {
  return text.replace(/(.)\1+/gsu, "$1");
}

function withoutWords(text: string, words: readonly string[]): string {
  const longestFirst = words.filter((word) => word.length >= MIN_OWN_WORD)
    .toSorted((a, b) => b.length - a.length);
  if (longestFirst.length === 0) return text;
  return text.replace(new RegExp(longestFirst.map(RegExp.escape).join("|"), "giu"), "");
}

async function load(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, { dictionary, adjacencyGraphs: graphs }] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
  ]);
  return new ZxcvbnFactory({ dictionary, graphs, ...bounds });
}
