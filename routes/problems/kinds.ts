import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { ErrorCode } from "../../domain/app_error.ts";
import { httpStatusFromError } from "./problem.ts";

/** Refusals by the HTTP layer, in addition to the domain's. */
type HttpErrorCode =
  | "method_not_allowed"
  | "not_acceptable"
  | "unsupported_media_type"
  | "internal";

/** The code of a problem. The API creates no accounts, so `email_taken` can't occur. */
export type ProblemCode = Exclude<ErrorCode, "email_taken"> | HttpErrorCode;

/** A kind of problem. */
export type ProblemKind = {
  readonly title: string;
  /** When it occurs, and what helps. */
  readonly meaning: string;
};

/** Every kind of problem that the API reports. */
export const problemKinds: Readonly<Record<ProblemCode, ProblemKind>> = {
  malformed_request: {
    title: "The request cannot be read",
    meaning: "The body is not JSON in UTF-8, or a header that may be sent once was sent twice.",
  },
  unauthenticated: {
    title: "The token is missing or wrong",
    meaning: "Unknown, revoked and expired tokens all get this code.",
  },
  permission_denied: {
    title: "The token does not allow this",
    meaning: "The token lacks the scope, or `X-Parley-User` names another user.",
  },
  not_found: {
    title: "Not found",
    meaning: "The path or id does not exist, or belongs to another user.",
  },
  method_not_allowed: {
    title: "The path does not accept this method",
    meaning: "`Allow` lists the methods that it accepts.",
  },
  not_acceptable: {
    title: "The result is not available in this format",
    meaning: "`Accept` names none of the available media types.",
  },
  answer_in_progress: {
    title: "The chat is answering another question",
    meaning: "Wait until the answer has ended, or stop it.",
  },
  chat_ended: {
    title: "The chat has ended",
    meaning: "It accepts no more messages or settings.",
  },
  cannot_continue: {
    title: "The answer cannot go on",
    meaning: "It is complete, has no text, or newer messages follow it.",
  },
  chat_changed: {
    title: "The chat has changed",
    meaning: "Its ETag differs from the one in `If-Match`: read it, and try again.",
  },
  request_timeout: {
    title: "The request came too slowly",
    meaning: "The rest of its body did not arrive in time. Send it again.",
  },
  storage_full: {
    title: "The user's storage is full",
    meaning: "`stored_bytes` is the storage used, `limit_bytes` the limit. Deleted chats count " +
      "until they are removed for good, about an hour later.",
  },
  payload_too_large: {
    title: "The body is too large",
    meaning: "The detail says how large it may be.",
  },
  unsupported_media_type: {
    title: "The body's format is not accepted",
    meaning: "`Content-Type` must be one of those listed, without a `Content-Encoding`.",
  },
  invalid_argument: {
    title: "A value in the request is wrong",
    meaning: "`errors` names each wrong field, and says what would be right.",
  },
  message_too_long: {
    title: "The message is too long for the model",
    meaning: "`tokens` is its number of tokens, `budget` the most it may have.",
  },
  rate_limited: {
    title: "Too many calls",
    meaning: "Try again after the seconds in `Retry-After` and `retry_after`.",
  },
  internal: {
    title: "Internal error",
    meaning: "The server's log has more, under the `X-Request-Id` of the response.",
  },
  unavailable: {
    title: "The server cannot do this now",
    meaning: "It is stopping, or its database is away. Try again after `Retry-After`.",
  },
};

const statusFromHttp: Readonly<Record<HttpErrorCode, ContentfulStatusCode>> = {
  method_not_allowed: 405,
  not_acceptable: 406,
  unsupported_media_type: 415,
  internal: 500,
};

/** The HTTP status of a kind of problem. */
export function statusOf(code: ProblemCode): ContentfulStatusCode {
  return code in statusFromHttp
    ? statusFromHttp[code as HttpErrorCode]
    : httpStatusFromError[code as ErrorCode];
}

/** The kind of problem with this code, if there is one. */
export function kindOf(code: string): ProblemKind | undefined {
  return Object.hasOwn(problemKinds, code) ? problemKinds[code as ProblemCode] : undefined;
}
