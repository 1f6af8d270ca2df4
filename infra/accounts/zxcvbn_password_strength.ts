import type { ZxcvbnFactory } from "@zxcvbn-ts/core";
import type {
  PasswordStrength,
  PasswordWeakness,
} from "../../domain/accounts/password_strength.ts";

/** Fewest guesses for a strong password: the estimator's own "safely unguessable", score 3. */
const LEAST_GUESSES = 10 ** 8 + 5;

/**
 * Each kind of punctuation in a password, and repeated letters, multiply the guesses for its bare
 * letters by this: a keyboard has about 30 marks, and people arrange them in about 30 ways.
 */
const GUESSES_PER_MARK = 1000;

/**
 * How much of a password the estimator reads, and how many substitutions such as 4 for a it tries.
 * Its time grows fast with both: with its defaults 256 characters take 13 s, with these none of a
 * hundred hostile texts took 70 ms. A password with a weak beginning is refused however it goes on.
 */
const bounds = { maxLength: 64, l33tMaxSubstitutions: 4 };

/** Shorter words occur in too many others to count as personal. */
const MIN_OWN_WORD = 3;

/** The weakness behind each of the estimator's warnings; others are about common words. */
const weaknessOfWarning: Readonly<Record<string, PasswordWeakness>> = {
  userInputs: "personal",
  simpleRepeat: "repeated",
  extendedRepeat: "repeated",
  sequences: "sequence",
  straightRow: "sequence",
  keyPattern: "sequence",
  dates: "sequence",
  recentYears: "sequence",
};

/**
 * {@link PasswordStrength} by the estimate of zxcvbn-ts, with its lists of breached passwords and
 * diceware words. Loaded when the first password is checked (0.2 s), not at start.
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
      { read: (text: string) => text, factor: 1 },
      { read: lettersOf, factor: GUESSES_PER_MARK ** marks },
      { read: singleLettersOf, factor: GUESSES_PER_MARK ** (marks + 1) },
    ];
    for (const { read, factor } of readings) {
      const [text, words] = [read(password), ownWords.map(read)];
      const { guesses, feedback } = estimator.check(text, words);
      if (guesses * factor < LEAST_GUESSES) {
        return feedback.warning ? weaknessOfWarning[feedback.warning] ?? "common" : "guessable";
      }
      // The estimator rates any three words as strong, even three of the owner's own.
      const rest = withoutWords(text, words);
      if (rest !== text && estimator.check(rest).guesses * factor < LEAST_GUESSES) {
        return "personal";
      }
    }
    return null;
  }
}

/** The letters and digits of a text in lower case, without accents and invisible characters. */
function lettersOf(text: string): string {
  return text.normalize("NFKD").toLowerCase()
    .replace(/[\p{P}\p{S}\p{Z}\p{C}\p{Default_Ignorable_Code_Point}\u0300-\u036f]/gu, "");
}

/** {@link lettersOf} a text, with repeated characters only once. */
function singleLettersOf(text: string): string {
  return lettersOf(text).replace(/(.)\1+/gsu, "$1");
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
