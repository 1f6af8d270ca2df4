import type { Env } from "markdown-it";
import type { FormattingBudget } from "./limits.ts";

/** Says, for each reason there is, why something is shown as it was written. */
export type PlainNotes = {
  /** It is too long. */
  readonly long: string;
  /** Formatting it, or all of its kind in the text, would become too much. */
  readonly much: string;
  /** Formatting it took too long, and was stopped. */
  readonly slow: string;
  /** Formatting it failed in another way. */
  readonly failed: string;
};

/** What Markdown may bring into the page it is for. */
export type MarkdownOptions = {
  /** Keeps the ids of footnotes apart from those of other texts in the page, e.g. a message's id. */
  readonly id?: string;
  /** What the buttons say that copy code; without it there are none. */
  readonly copyLabel?: string;
  readonly plainNotes?: PlainNotes;
  /** Where images may be fetched from: origins, or `https:` for any. Other images are links. */
  readonly images?: readonly string[];
};

/** What the rules of a Markdown parser know of the text besides itself. */
export type MarkdownEnvironment = MarkdownOptions & {
  /** Whether the text is still being written. */
  readonly isGrowing?: boolean;
  /** What formatting may still come to, for a text that has all its parts. */
  readonly budget?: FormattingBudget;
  /** The reasons that the text has named already for parts of it that are as they were written. */
  noted?: Set<keyof PlainNotes>;
  /** Labels of the footnotes that the text defines, as they are compared. */
  labels?: Set<string>;
};

/** The environment that a parser was called with. */
export function environmentOf(env: Env | undefined): MarkdownEnvironment {
  return env as MarkdownEnvironment | undefined ?? {};
}
