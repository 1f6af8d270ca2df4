import type { CompletionErrorCode } from "../domain/completion_provider.ts";
import type { Answer } from "../domain/message.ts";

const failures: Record<CompletionErrorCode, string> = {
  upstream_unauthorized:
    "The model’s server refused this server’s API key. Whoever runs this server can set it right.",
  upstream_not_found:
    "The model’s server does not know this model. Whoever runs this server can set it right.",
  upstream_rejected:
    "The model’s server did not accept this chat. Other words or a new chat may help.",
  upstream_rate_limited: "The model’s server has too much to do. Try again in a few minutes.",
  upstream_error: "The model’s server had an error. Try again.",
  upstream_unreachable: "The model’s server can’t be reached. Try again in a few minutes.",
  upstream_timeout: "The model’s server said nothing for too long. Try again.",
  upstream_broken_off: "The model’s server broke off before the answer was finished. Try again.",
  internal: "Something went wrong here while the answer was made. Try again.",
};

/**
 * Says in plain words why an answer is not whole, or has no text.
 *
 * @returns A sentence, or `null` for an answer that ended as it should.
 */
export function answerNote(answer: Answer): string | null {
  switch (answer.state) {
    case "streaming":
      return null;
    case "stopped":
      return "You stopped this answer.";
    case "interrupted":
      return "The server stopped before this answer was finished.";
    case "failed":
      return failures[answer.errorCode ?? "internal"];
    case "complete":
      return completionNote(answer);
  }
}

function completionNote({ finishReason, content }: Answer): string | null {
  if (finishReason === "length") return "The answer ends here because it reached its length limit.";
  if (finishReason === "content_filter") {
    return "The model’s server ended this answer because of its content filter.";
  }
  return content.trim() === ""
    ? "The model answered with no text. Try again, or ask in other words."
    : null;
}
