import { invalidArgument } from "./app_error.ts";
import { MAX_TITLE_LENGTH } from "./chat.ts";
import { type Said, said } from "./said.ts";

/** Most UTF-16 code units in a message. As a form field it stays under the 1 MiB body limit. */
export const MAX_MESSAGE_LENGTH = 100_000;

/** Length of a title that is made from a message's first words. */
const MADE_TITLE_LENGTH = 60;

/**
 * Checks and normalizes what a person wrote: lines end in LF (forms send CRLF), lone surrogates
 * become U+FFFD (no database could store them).
 *
 * @throws {AppError} `invalid_argument` on field `message` when it is blank or too long.
 */
export function normalizeMessage(message: string): string {
  if (message.trim() === "") throw invalidArgument("message", said`Cannot send a blank message`);
  return boundedText("message", message);
}

/**
 * The same for a system message, which may be blank.
 *
 * @throws {AppError} `invalid_argument` on field `system` when it is too long.
 */
export function normalizeSystemMessage(message: string): string {
  return boundedText("system", message);
}

/** Text as it is stored: lines end in LF (forms send CRLF), lone surrogates become U+FFFD. */
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
  return normalizeText(text);
}

/** A title that a person typed, in one line and in well-formed Unicode. */
export function normalizeTitle(title: string): string {
  return oneLine(title);
}

/** What is wrong with a title as {@link normalizeTitle} gives it, if anything is. */
export function titleProblem(title: string): Said | null {
  if (title === "") return said`A chat's title cannot be blank`;
  if (title.length <= MAX_TITLE_LENGTH) return null;
  return said`A chat's title has at most ${MAX_TITLE_LENGTH} characters`;
}

/** A new chat's title: the first words of its first message. */
export function titleFromMessage(message: string): string {
  return cutAtWord(oneLine(message), MADE_TITLE_LENGTH);
}

/**
 * A chat's title out of what a model wrote when it was asked for one: its first line without a label,
 * quotation marks and Markdown, and without what a model thought aloud before.
 *
 * @returns The title, or nothing where the model wrote none.
 */
export function titleFromModel(text: string): string {
  const said = text.replace(/^\s*<think>.*?(<\/think>|$)/s, "").trim();
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
  return `${words.toWellFormed().replace(/\uFFFD$/, "")}…`;
}

function oneLine(text: string): string {
  return text.toWellFormed().trim().replace(/\s+/g, " ");
}
