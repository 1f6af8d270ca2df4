import type { Outcome } from "./chat_session.ts";

/** What has to be said of how an answer came out; empty when it came to its end. */
export function outcomeNote({ state, finish_reason, error_reason }: Outcome): string {
  switch (state) {
    case "ANSWER_STATE_STOPPED":
      return "stopped";
    case "ANSWER_STATE_FAILED":
      return `the model failed: ${error_reason || "it gave no reason"}`;
    case "ANSWER_STATE_INTERRUPTED":
      return "broken off: the server that made it has ended";
    default:
      if (finish_reason === "FINISH_REASON_LENGTH") return "cut short by its token limit";
      if (finish_reason === "FINISH_REASON_CONTENT_FILTER") return "cut short by a content filter";
      return "";
  }
}

/** The exit code that says how an answer came out, as the README of the clients lists them. */
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

/** What can be done about an answer that isn't complete, in a dialogue. */
export function nextStep({ state, finish_reason }: Outcome): string {
  if (state === "ANSWER_STATE_FAILED") return "/retry asks once more";
  const isShort = state !== "ANSWER_STATE_COMPLETE" || finish_reason === "FINISH_REASON_LENGTH";
  return isShort ? "/continue goes on" : "/retry asks once more";
}
