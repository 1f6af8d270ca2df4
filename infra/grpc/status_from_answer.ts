import { status } from "@grpc/grpc-js";
import type { CompletionErrorCode } from "../../domain/models/completion_provider.ts";
import { type Answer, secondsUntilRetry } from "../../domain/chats/message.ts";
import { type CallStatus, reasonOf } from "./status_from_error.ts";

/**
 * `UNAVAILABLE` if trying again may help, `FAILED_PRECONDITION` if it won't until the server's
 * settings or the question are changed. Never `UNAUTHENTICATED`: the caller's own token was valid.
 */
const statusByErrorCode: Record<CompletionErrorCode, Omit<CallStatus, "facts">> = {
  upstream_no_credit: {
    code: status.FAILED_PRECONDITION,
    details: "This server's account with the model's server has no credit left",
  },
  upstream_unauthorized: {
    code: status.FAILED_PRECONDITION,
    details: "The model's server refused this server's API key",
  },
  upstream_not_allowed: {
    code: status.FAILED_PRECONDITION,
    details: "The model's server does not let this server use the model",
  },
  upstream_not_found: {
    code: status.FAILED_PRECONDITION,
    details: "The model's server does not have this model",
  },
  upstream_prompt_filtered: {
    code: status.FAILED_PRECONDITION,
    details: "The content policy of the model's server refused the chat's words; change them",
  },
  upstream_answer_filtered: {
    code: status.FAILED_PRECONDITION,
    details: "The content policy of the model's server held back the answer; ask in other words",
  },
  upstream_too_long: {
    code: status.FAILED_PRECONDITION,
    details: "The chat is too long for the model's server; shorten the message",
  },
  upstream_rejected: {
    code: status.FAILED_PRECONDITION,
    details: "The model's server rejected the request",
  },
  upstream_rate_limited: {
    code: status.RESOURCE_EXHAUSTED,
    details: "The model's server takes no more requests for now; try again later",
  },
  upstream_error: {
    code: status.UNAVAILABLE,
    details: "The model's server failed; try again",
  },
  upstream_unreachable: {
    code: status.UNAVAILABLE,
    details: "The model's server cannot be reached; try again later",
  },
  upstream_timeout: {
    code: status.UNAVAILABLE,
    details: "The model's server did not answer in time; try again",
  },
  upstream_broken_off: {
    code: status.UNAVAILABLE,
    details: "The model's server broke off in the middle of the answer; try again",
  },
  internal: { code: status.INTERNAL, details: "Internal error" },
};

const interrupted: CallStatus = {
  code: status.UNAVAILABLE,
  details: "The server stopped in the middle of the answer; ask again",
  facts: { reason: "INTERRUPTED" },
};

/**
 * The status with which the call that streamed an answer ends.
 *
 * @param answer The answer in its final state, or `null` when the server stops before that.
 * @returns The error to end with, or `null` for OK: the answer is complete, or was stopped on
 * purpose.
 */
export function statusFromAnswer(answer: Answer | null): CallStatus | null {
  switch (answer?.state) {
    case "complete":
    case "stopped":
      return null;
    case "failed":
      return failed(answer);
    default:
      return interrupted;
  }
}

function failed(answer: Answer): CallStatus {
  const code = answer.errorCode ?? "internal";
  const retryAfterSeconds = secondsUntilRetry(answer, new Date());
  return { ...statusByErrorCode[code], facts: { reason: reasonOf(code), retryAfterSeconds } };
}
