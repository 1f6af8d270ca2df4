import { AppError } from "../app_error.ts";
import { type Said, said } from "../said.ts";
import { surrogateProblem } from "../text_input.ts";
import { MAX_EMAIL_LENGTH } from "./email_address.ts";
import type { PasswordStrength, PasswordWeakness } from "./password_strength.ts";

/**
 * Least length of a password in code points: NIST SP 800-63B asks for 8 beside a second factor; we
 * have none.
 */
export const MIN_PASSWORD_LENGTH = 10;

/** Longest password in code points, so that checking and hashing one costs a bounded time. */
const MAX_PASSWORD_LENGTH = 1000;

/**
 * Longest password as it is typed, in UTF-16 code units: NFKC can turn several code points into
 * one.
 */
const MAX_TYPED_PASSWORD = 10 * MAX_PASSWORD_LENGTH;

/** A password made of this is easy to guess. */
const PROGRAM_NAME = "Parley";

/** Longest name of a person or token, in UTF-16 code units. */
export const MAX_NAME_LENGTH = 80;

/** The name of a person or a token as it is stored. */
export function normalizeName(name: string): string {
  return name.trim();
}

/** What is wrong with a normalized name, or `null`. */
export function checkName(name: string): Said | null {
  if (name === "") return said`Enter a name`;
  if (name.length > MAX_NAME_LENGTH) return said`Use at most ${MAX_NAME_LENGTH} characters`;
  return surrogateProblem(name);
}

/**
 * A password as it is counted, checked and hashed. In NFKC the same characters are the same
 * password on every keyboard (NIST SP 800-63B-4, 3.1.1.2). Nothing is removed or cut off.
 */
export function normalizePassword(password: string): string {
  return password.normalize("NFKC");
}

/**
 * Whether a password as it is typed is short enough to be any account's, so that hashing it makes
 * sense.
 */
export function isPossiblePassword(password: string): boolean {
  return password.length <= MAX_TYPED_PASSWORD;
}

/** The owner of a password that is checked, and the site. */
export type PasswordOwner = {
  readonly name: string;
  readonly email: string;
  /** Host name of the site; `null` when it is not known. */
  readonly host: string | null;
};

/** What is wrong with a normalized new password, or `null`. */
export async function checkPassword(
  strength: PasswordStrength,
  password: string,
  owner: PasswordOwner,
): Promise<Said | null> {
  const length = [...password].length;
  if (length < MIN_PASSWORD_LENGTH) return said`Use at least ${MIN_PASSWORD_LENGTH} characters`;
  if (length > MAX_PASSWORD_LENGTH) return said`Use at most ${MAX_PASSWORD_LENGTH} characters`;
  if (/[\p{Cc}\p{Cs}]/u.test(password)) {
    return said`Leave out control characters; they cannot be typed on every keyboard`;
  }
  const weakness = await strength.findWeakness(password, ownWords(owner));
  return weakness && weaknesses[weakness];
}

const weaknesses: Readonly<Record<PasswordWeakness, Said>> = {
  common: said`This password is among the first that attackers try; choose another`,
  personal:
    said`This password is little more than your name, your e-mail address or the name of this site; add several unrelated words`,
  repeated: said`This password repeats itself; choose several unrelated words`,
  sequence:
    said`This password follows a simple order, such as 1234, a row of keys or a date; choose several unrelated words`,
  guessable: said`This password is too easy to guess; choose several unrelated words`,
};

/** What an attacker who knows the owner tries first: names and addresses, whole and in parts. */
function ownWords({ name, email, host }: PasswordOwner): string[] {
  const address = email.slice(0, MAX_EMAIL_LENGTH);
  const texts = [name.slice(0, MAX_NAME_LENGTH), address, address.split("@")[0]!, host ?? ""];
  const wholes = [...texts, PROGRAM_NAME].map((text) => text.normalize("NFKC").toLowerCase());
  const parts = wholes.map((whole) => whole.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []);
  return [...new Set([...wholes, ...parts.flat(), ...parts.map((words) => words.join(""))])];
}

/**
 * Refuses a form's fields if any of them is wrong.
 *
 * @param words What can't be done.
 * @param problems What is wrong with each field, if anything is.
 * @throws {AppError} `invalid_argument` naming every wrong field.
 */
export function assertFields(
  words: Said,
  problems: Readonly<Record<string, Said | null>>,
): void {
  const fields = Object.fromEntries(
    Object.entries(problems).filter((entry): entry is [string, Said] => entry[1] !== null),
  );
  if (Object.keys(fields).length === 0) return;
  throw new AppError("invalid_argument", words, { fields });
}
