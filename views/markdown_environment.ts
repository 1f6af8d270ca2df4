import type { Env } from "markdown-it";
import type { FormattingBudget } from "./markdown_limits.ts";

/** What Markdown may bring into the page it is for. */
export type MarkdownOptions = {
  /** Keeps the ids of footnotes apart from those of other texts in the page, e.g. a message's id. */
  readonly id?: string;
  /** What the buttons say that copy code; without it there are none. */
  readonly copyLabel?: string;
  /** Says why something is shown as it was written: it is too long, or would become so. */
  readonly plainNote?: string;
  /** Where images may be fetched from: origins, or `https:` for any. Other images are links. */
  readonly images?: readonly string[];
};

/** What the rules of a Markdown parser know of the text besides itself. */
export type MarkdownEnvironment = MarkdownOptions & {
  /** Whether the text is still being written. */
  readonly isGrowing?: boolean;
  /** What formatting may still come to, for a text that has all its parts. */
  readonly budget?: FormattingBudget;
  /** Whether the text has said already why parts of it are as they were written. */
  isNoted?: boolean;
  /** Labels of the footnotes that the text defines, as they are compared. */
  labels?: Set<string>;
};

/** The environment that a parser was called with. */
export function environmentOf(env: Env | undefined): MarkdownEnvironment {
  return env as MarkdownEnvironment | undefined ?? {};
}
