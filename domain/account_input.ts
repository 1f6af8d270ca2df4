import { AppError } from "./app_error.ts";
import { type Said, said } from "./said.ts";
import type { CommonPasswords } from "./user_gateway.ts";

/** Least length of a password: NIST SP 800-63B asks for 8 beside a second factor; we have none. */
export const MIN_PASSWORD_LENGTH = 10;

/** Longest password, so that hashing one costs a bounded time. */
export const MAX_PASSWORD_LENGTH = 1000;

const MAX_NAME_LENGTH = 80;

/** Longest address that SMTP can carry (RFC 5321, 4.5.3.1.3). */
const MAX_EMAIL_LENGTH = 254;

/** The name of a person or a token as it is stored. */
export function normalizeName(name: string): string {
  return name.toWellFormed().trim();
}

/** An e-mail address as it is stored and looked up. */
export function normalizeEmail(email: string): string {
  return email.toWellFormed().trim().normalize("NFC").toLowerCase();
}

/** What is wrong with a normalized name, or `null`. */
export function checkName(name: string): Said | null {
  if (name === "") return said`Give a name`;
  return name.length > MAX_NAME_LENGTH ? said`Use at most ${MAX_NAME_LENGTH} characters` : null;
}

/**
 * What is wrong with a normalized address, or `null`. Only what could never be delivered is refused,
 * as the HTML standard's own check does.
 */
export function checkEmail(email: string): Said | null {
  const isAddress = email.length <= MAX_EMAIL_LENGTH &&
    /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(email);
  return isAddress ? null : said`Give an e-mail address like ${"name@example.com"}`;
}

/** What is wrong with a password that somebody chose, or `null`. */
export async function checkPassword(
  commonPasswords: CommonPasswords,
  password: string,
): Promise<Said | null> {
  if (password.length < MIN_PASSWORD_LENGTH) {
    return said`Use at least ${MIN_PASSWORD_LENGTH} characters`;
  }
  if (password.length > MAX_PASSWORD_LENGTH) {
    return said`Use at most ${MAX_PASSWORD_LENGTH} characters`;
  }
  return await commonPasswords.includes(password)
    ? said`This password is among the first that attackers try; choose another`
    : null;
}

/**
 * Refuses what was typed if anything in it is wrong.
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
