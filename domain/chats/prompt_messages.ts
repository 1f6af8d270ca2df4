import type { CompletionErrorCode, PromptMessage } from "../models/completion_provider.ts";
import type { Message } from "./message.ts";

/** Refusals of what was written, not of the time or the key: sent again, it is refused again. */
const REFUSED_TEXT: ReadonlySet<CompletionErrorCode> = new Set([
  "upstream_prompt_filtered",
  "upstream_answer_filtered",
  "upstream_too_long",
  "upstream_rejected",
]);

/**
 * The messages of a path that the model may read: those with text, except questions that its server
 * has refused, because one refused question in the prompt would end the whole chat.
 *
 * @param path Messages of one branch, oldest first.
 */
export function readableMessages(path: readonly Message[]): readonly Message[] {
  return path.filter((message, index) =>
    !isBlank(message.content) && !isRefused(message, path[index + 1])
  );
}

/**
 * The prompt for a window: at most one system message, then user and assistant in turn, no empty
 * content. The templates of many models, and the servers of others, refuse anything else (Mistral,
 * Gemma, Perplexity: `roles must alternate user/assistant/user/assistant`). Messages of one role in
 * a row, such as a question after one that never got an answer, become one message with a blank
 * line between them; a repeated question is sent once.
 *
 * @param window Readable messages that begin and end with a question, so that the prompt does too.
 */
export function toPrompt(systemMessage: string, window: readonly Message[]): PromptMessage[] {
  const system: PromptMessage[] = isBlank(systemMessage)
    ? []
    : [{ role: "system", content: systemMessage }];
  const turns = inTurn(window).map(({ role, texts }) => ({ role, content: texts.join("\n\n") }));
  return [...system, ...turns];
}

/** Texts in a row of one role, without those that repeat the one before. */
type Texts = { readonly role: Message["role"]; readonly texts: string[] };

function inTurn(window: readonly Message[]): Texts[] {
  const turns: Texts[] = [];
  for (const { role, content } of window) {
    const last = turns.at(-1);
    if (last?.role !== role) turns.push({ role, texts: [content] });
    else if (last.texts.at(-1) !== content) last.texts.push(content);
  }
  return turns;
}

function isRefused({ role }: Message, next: Message | undefined): boolean {
  if (role !== "user" || next?.role !== "assistant" || !isBlank(next.content)) return false;
  return next.finishReason === "content_filter" ||
    next.errorCode !== null && REFUSED_TEXT.has(next.errorCode);
}

/** Servers also refuse content that is only white space (Anthropic: `must contain non-whitespace text`). */
function isBlank(text: string): boolean {
  return text.trim() === "";
}
