import { invalidArgument } from "./app_error.ts";
import { wholeCharacters } from "./characters.ts";
import { MAX_TITLE_LENGTH } from "./chats/chat.ts";
import { type Said, said } from "./said.ts";

/** Most UTF-16 code units in a message. As a form field it stays under the 1 MiB body limit. */
export const MAX_MESSAGE_LENGTH = 100_000;

/** Length of a title that is made from a message's first words. */
const MADE_TITLE_LENGTH = 60;

/**
 * What is wrong with a text that has half of a surrogate pair, which JSON can write (`"\\ud800"`), and
 * no encoding can carry; `null` for any other.
 */
export function surrogateProblem(text: string): Said | null {
  return text.isWellFormed()
    ? null
    : said`This text has a broken character, often half of an emoji; remove it and try again`;
}

/**
 * Checks and normalizes what a person wrote: lines end in LF (forms send CRLF).
 *
 * @throws {AppError} `invalid_argument` on field `message` when it is blank, too long or no Unicode.
 */
export function normalizeMessage(message: string): string {
  if (message.trim() === "") throw invalidArgument("message", said`Cannot send a blank message`);
  return boundedText("message", message);
}

/**
 * The same for a system message, which may be blank.
 *
 * @throws {AppError} `invalid_argument` on field `system` when it is too long or no Unicode.
 */
export function normalizeSystemMessage(message: string): string {
  return boundedText("system", message);
}

/**
 * Text of others as it is stored: lines end in LF, and half a surrogate pair becomes U+FFFD, since no
 * database could store it.
 */
export function normalizeText(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, "\n");
}

/** A text without blank lines before it and blanks after it; the first line keeps its indentation. */
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

/** A title that a person typed, in one line. */
export function normalizeTitle(title: string): string {
  return oneLine(title);
}

/** What is wrong with a title as {@link normalizeTitle} gives it, if anything is. */
export function titleProblem(title: string): Said | null {
  if (title === "") return said`A chat's title cannot be blank`;
  if (title.length <= MAX_TITLE_LENGTH) return surrogateProblem(title);
  return said`A chat's title has at most ${MAX_TITLE_LENGTH} characters`;
}

/** A new chat's title: the first words of its first message. */
export function titleFromMessage(message: string): string {
  return cutAtWord(oneLine(message.toWellFormed()), MADE_TITLE_LENGTH);
}

/**
 * A chat's title out of what a model wrote when it was asked for one: its first line without a label,
 * quotation marks and Markdown, and without what a model thought aloud before.
 *
 * @returns The title, or nothing where the model wrote none.
 */
export function titleFromModel(text: string): string {
  const said = text.toWellFormed().replace(/^\s*<think>.*?(<\/think>|$)/s, "").trim();
  const line = oneLine((said.split("\n", 1)[0] ?? "").replace(/\p{Cc}/gu, " "))
    .replace(/\*\*|`/g, "")
    .replace(/^(?:[#>*-]+\s+)?(?:(?:title|título)\s*:\s*)?/i, "")
    .replace(/^[\s"'*“”„‘’«»「『]+|[\s"'*“”‘’«»」』.。]+$/g, "");
  return /[\p{L}\p{N}]/u.test(line) ? cutAtWord(line, MAX_TITLE_LENGTH - 1) : "";
}

function cutAtWord(line: string, length: number): string {
  if (line.length <= length) return line;
  const cut = line.slice(0, length);
  const lastSpace = cut.lastIndexOf(" ");
  const words = lastSpace > length / 2 ? cut.slice(0, lastSpace) : cut;
  return `${wholeCharacters(words)}…`;
}

function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}
