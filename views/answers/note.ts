import { type Answer, hasOnlyThought } from "../../domain/chats/message.ts";
import { finishReasonParts } from "../../domain/models/finish_reason.ts";
import type { ChatTexts } from "../texts/chat.ts";
import type { Formats } from "../formats.ts";

/** Texts, and the formats of times where there is a reader's time zone. */
type NoteTexts = { readonly chat: ChatTexts; readonly format?: Formats };

/**
 * Explains why an answer is incomplete or empty.
 *
 * @returns A sentence, or `null` for an answer that ended normally.
 */
export function answerNote(t: NoteTexts, answer: Answer): string | null {
  switch (answer.state) {
    case "streaming":
      return null;
    case "stopped":
      return t.chat.stopped;
    case "interrupted":
      return t.chat.interrupted;
    case "failed":
      return failureNote(t, answer);
    case "complete":
      return completionNote(t.chat, answer);
  }
}

function failureNote({ chat, format }: NoteTexts, answer: Answer): string {
  const code = answer.errorCode ?? "internal";
  const lead = chat.passing[code];
  const { retryAt, finishedAt } = answer;
  if (!lead || !retryAt || !finishedAt || !format) return chat.failures[code];
  if (retryAt.getTime() - finishedAt.getTime() < 60_000) return `${lead} ${chat.tryInAMinute}`;
  const isSameDay = format.day(retryAt) === format.day(finishedAt);
  return `${lead} ${chat.tryAfter(isSameDay ? format.time(retryAt) : format.dateTime(retryAt))}`;
}

function completionNote(texts: ChatTexts, answer: Answer): string | null {
  const { finishReason, content, thinking } = answer;
  const { kind, detail } = finishReasonParts(finishReason ?? "stop");
  if (hasOnlyThought(answer)) return texts.onlyThought;
  if (kind === "length") return texts.reachedLength;
  if (kind === "content_filter") return texts.filtered;
  if (kind === "unknown") return texts.unknownEnd(detail);
  if (content.trim() !== "") return null;
  return thinking ? texts.noTextAfterThinking : texts.noText;
}
