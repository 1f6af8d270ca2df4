import { invalidArgument } from "./app_error.ts";
import { type Said, said } from "./said.ts";

/**
 * Most UTF-16 code units in a message. A form with such a message stays under the 1 MiB body limit.
 */
export const MAX_MESSAGE_LENGTH = 100_000;

/**
 * What is wrong with a text that has an unpaired surrogate, which JSON can write (`"\\ud800"`) but
 * no encoding can carry; `null` for any other text.
 */
export function surrogateProblem(text: string): Said | null {
  return text.isWellFormed()
    ? null
    : said`This text has a broken character, often half of an emoji; remove it and try again`;
}

/**
 * Checks and normalizes a message: lines end in LF (forms send CRLF).
 *
 * @throws {AppError} `invalid_argument` on field `message` when it is blank, too long or not valid
 * Unicode.
 */
export function normalizeMessage(message: string): string {
  if (message.trim() === "") throw invalidArgument("message", said`Cannot send a blank message`);
  return boundedText("message", message);
}

/**
 * Checks and normalizes a system message, which may be blank.
 *
 * @throws {AppError} `invalid_argument` on field `system` when it is too long or not valid Unicode.
 */
export function normalizeSystemMessage(message: string): string {
  return boundedText("system", message);
}

/**
 * Text from outside as it is stored: lines end in LF, and an unpaired surrogate becomes U+FFFD,
 * since no database could store it.
 */
export function normalizeText(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, "\n");
}

/**
 * A text without leading blank lines and trailing white space; the first line keeps its
 * indentation.
 */
export function withoutBlankEnds(text: string): string {
  return text.trimEnd().replace(/^(?:[^\S\n]*\n)+/, "");
}

function boundedText(field: string, text: string): string {
  if (text.length > MAX_MESSAGE_LENGTH) {
    throw invalidArgument(
      field,
      said`Cannot send message: its ${text.length} characters exceed the ${MAX_MESSAGE_LENGTH} allowed`,
    );
  }
  const problem = surrogateProblem(text);
  if (problem) throw invalidArgument(field, problem);
  return normalizeText(text);
}
