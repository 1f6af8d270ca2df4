import type { ErrorCode } from "../../domain/app_error.ts";

/** Why HTTP itself refuses a request, besides what the domain refuses. */
export type HttpErrorCode =
  | "method_not_allowed"
  | "not_acceptable"
  | "unsupported_media_type"
  | "internal";

/** Every code that a problem may have, with its title. */
export const problemTitles: Readonly<Record<ErrorCode | HttpErrorCode, string>> = {
  malformed_request: "The request cannot be read",
  invalid_argument: "A value in the request is wrong",
  message_too_long: "The message is too long for the model",
  payload_too_large: "The body is too large",
  unauthenticated: "The token is missing or wrong",
  permission_denied: "The token does not allow this",
  not_found: "There is no such thing",
  answer_in_progress: "The chat is being answered",
  chat_ended: "The chat has ended",
  chat_changed: "The chat is no longer as you knew it",
  email_taken: "The e-mail address is taken",
  rate_limited: "Too many calls",
  unavailable: "The server cannot do this now",
  method_not_allowed: "The path does not take this method",
  not_acceptable: "The result has no such form",
  unsupported_media_type: "The body's form is not taken",
  internal: "Internal error",
};
