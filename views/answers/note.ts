import type { Answer } from "../../domain/chats/message.ts";
import { finishReasonParts } from "../../domain/models/finish_reason.ts";
import type { ChatTexts } from "../texts/chat.ts";

/**
 * Explains why an answer is incomplete or empty.
 *
 * @returns A sentence, or `null` for an answer that ended normally.
 */
export function answerNote(texts: ChatTexts, answer: Answer): string | null {
  switch (answer.state) {
    case "streaming":
      return null;
    case "stopped":
      return texts.stopped;
    case "interrupted":
      return texts.interrupted;
    case "failed":
      return texts.failures[answer.errorCode ?? "internal"];
    case "complete":
      return completionNote(texts, answer);
  }
}

function completionNote(texts: ChatTexts, { finishReason, content }: Answer): string | null {
  const { kind, detail } = finishReasonParts(finishReason ?? "stop");
  if (kind === "length") return texts.reachedLength;
  if (kind === "content_filter") return texts.filtered;
  if (kind === "unknown") return texts.unknownEnd(detail);
  return content.trim() === "" ? texts.noText : null;
}
