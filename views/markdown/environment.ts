import type { Env } from "markdown-it";
import type { FormattingBudget } from "./limits.ts";

/** Notes for the reader on why a part of the text isn't formatted, by reason. */
export type PlainNotes = {
  /** The part is too long. */
  readonly long: string;
  /** The part would make too much HTML, alone or with the others of its kind. */
  readonly much: string;
  /** Formatting took too long, and was stopped. */
  readonly slow: string;
  /** Formatting failed for another reason. */
  readonly failed: string;
};

/** How to render a Markdown text for its page. */
export type MarkdownOptions = {
  /** Prefix that makes the ids of footnotes unique in the page, such as the message's id. */
  readonly id?: string;
  /** Label of the buttons that copy code; without it there are no buttons. */
  readonly copyLabel?: string;
  readonly plainNotes?: PlainNotes;
  /** Allowed origins of images, or `https:` for all. Other images become links. */
  readonly images?: readonly string[];
};

/** The environment that markdown-it passes to our rules. */
export type MarkdownEnvironment = MarkdownOptions & {
  /** Whether more text may follow. */
  readonly isGrowing?: boolean;
  /** What is left of the limits on formatting; only for a complete text. */
  readonly budget?: FormattingBudget;
  /** Reasons whose note the text has shown already. */
  noted?: Set<keyof PlainNotes>;
  /** Labels of the footnotes that the text defines, in lower case. */
  labels?: Set<string>;
};

/** The environment of a call of markdown-it. */
export function environmentOf(env: Env | undefined): MarkdownEnvironment {
  return env as MarkdownEnvironment | undefined ?? {};
}
