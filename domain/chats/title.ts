import { wholeCharacters } from "../characters.ts";
import { type Said, said } from "../said.ts";
import { surrogateProblem } from "../text_input.ts";

/**
 * Longest title in characters. A longer one is refused when typed, cut when made from a message.
 */
export const MAX_TITLE_LENGTH = 120;

/** Longest title made from a message's first words. */
const MADE_TITLE_LENGTH = 60;

/** A typed title, as one line. */
export function normalizeTitle(title: string): string {
  return oneLine(title);
}

/** What is wrong with a title from {@link normalizeTitle}, or `null`. */
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
 * The title in a model's reply: its first line without a label, quotation marks, Markdown, and
 * thoughts before it.
 *
 * @returns The title; empty when the reply has none.
 */
export function titleFromModel(text: string): string {
  const spoken = text.toWellFormed().replace(/^\s*<think>.*?(<\/think>|$)/s, "").trim();
  const line = oneLine((spoken.split("\n", 1)[0] ?? "").replace(/\p{Cc}/gu, " "))
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
