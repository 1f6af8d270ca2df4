import type { Outcome } from "./chat_session.ts";

/** Explains why an answer is incomplete; empty for a complete one. */
export function outcomeNote(outcome: Outcome): string {
  const { state, finish_reason, finish_detail, error_reason } = outcome;
  switch (state) {
    case "ANSWER_STATE_STOPPED":
      return "stopped";
    case "ANSWER_STATE_FAILED":
      return `the model failed: ${error_reason || "it gave no reason"}`;
    case "ANSWER_STATE_INTERRUPTED":
      return "interrupted: the server's process ended";
    default:
      if (finish_reason === "FINISH_REASON_LENGTH") return "cut short by its token limit";
      if (finish_reason === "FINISH_REASON_CONTENT_FILTER") return "cut short by a content filter";
      if (finish_reason === "FINISH_REASON_UNKNOWN") {
        return `ended for an unknown reason: ${finish_detail}`;
      }
      return "";
  }
}

/** The exit code for how an answer ended; the clients' README lists the codes. */
export function exitCodeOf({ state, finish_reason }: Outcome): number {
  switch (state) {
    case "ANSWER_STATE_COMPLETE":
      return finish_reason === "FINISH_REASON_STOP" ? 0 : 6;
    case "ANSWER_STATE_FAILED":
      return 3;
    case "ANSWER_STATE_INTERRUPTED":
      return 4;
    case "ANSWER_STATE_STOPPED":
      return 5;
    default:
      return 7;
  }
}

/** The command that helps with an incomplete answer. */
export function nextStep({ state, finish_reason }: Outcome): string {
  if (state === "ANSWER_STATE_FAILED") return "/retry asks again";
  const isShort = state !== "ANSWER_STATE_COMPLETE" ||
    finish_reason === "FINISH_REASON_LENGTH" || finish_reason === "FINISH_REASON_UNKNOWN";
  return isShort ? "/continue continues it" : "/retry asks again";
}
