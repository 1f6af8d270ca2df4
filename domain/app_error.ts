import { type Said, said } from "./said.ts";

/**
 * Why a call was refused. Every transport maps these exhaustively to its own status.
 *
 * - `malformed_request`: the request can't be read at all (broken JSON, wrong content type)
 * - `invalid_argument`: it was read, but a value in it is wrong; `details.fields` names which
 * - `message_too_long`: the message alone exceeds the model's budget; `details.tokens` and
 *   `details.budget` hold both numbers
 * - `storage_full`: the user's storage is full; `details.storedBytes` and `details.limitBytes` hold
 *   both numbers
 * - `payload_too_large`: more bytes than any valid request has
 * - `request_timeout`: the rest of the request did not come in time
 * - `unauthenticated`: no credentials, or wrong ones
 * - `permission_denied`: known caller, but not allowed to do this
 * - `not_found`: missing, or owned by another user; the caller can't tell the two apart
 * - `answer_in_progress`: the chat's current question is still being answered
 * - `chat_ended`: the chat takes no more messages or settings
 * - `cannot_continue`: the answer is complete, says nothing yet, or newer messages follow it
 * - `chat_changed`: the chat was changed since the caller read it
 * - `email_taken`: another account uses that e-mail address
 * - `rate_limited`: too many calls; `details.retryAfterSeconds` says when to come back
 * - `unavailable`: the server is stopping, or the database can't be reached; try again
 */
export type ErrorCode =
  | "malformed_request"
  | "invalid_argument"
  | "message_too_long"
  | "storage_full"
  | "payload_too_large"
  | "request_timeout"
  | "unauthenticated"
  | "permission_denied"
  | "not_found"
  | "answer_in_progress"
  | "chat_ended"
  | "cannot_continue"
  | "chat_changed"
  | "email_taken"
  | "rate_limited"
  | "unavailable";

/** Machine-readable facts about an error. `fields` maps a field's path to what is wrong with it. */
export type ErrorDetails = {
  readonly fields?: Readonly<Record<string, string>>;
  readonly tokens?: number;
  readonly budget?: number;
  readonly retryAfterSeconds?: number;
  readonly storedBytes?: number;
  readonly limitBytes?: number;
};

/** Seconds after which to try again when the server is busy, stopping or starting. */
export const RETRY_SECONDS = 5;

/** What is wrong with each field, by the field's path. */
export type FieldProblems = Readonly<Record<string, Said>>;

/** What else an {@link AppError} can carry. */
export type AppErrorOptions = {
  readonly fields?: FieldProblems;
  readonly details?: Omit<ErrorDetails, "fields">;
  readonly cause?: unknown;
};

/** An error whose message is meant for the caller. Any other error is a bug or an outage. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  /** The message, translatable. */
  readonly words: Said;
  /** The texts of `details.fields`, translatable. */
  readonly fields: FieldProblems;
  readonly details: ErrorDetails;

  /**
   * @param code Why the call was refused.
   * @param words A sentence for a person, naming the value and the reason, without a final period.
   * @param options `fields`: what is wrong with each field. `details` for programs, `cause` for the
   * log.
   */
  constructor(code: ErrorCode, words: Said, options: AppErrorOptions = {}) {
    super(String(words), { cause: options.cause });
    const { fields, details } = options;
    this.code = code;
    this.words = words;
    this.fields = fields ?? {};
    this.details = { ...details, ...fields && { fields: inEnglish(fields) } };
  }
}

/** Whether this is an `unavailable` error: another try may succeed. */
export function isUnavailable(error: unknown): error is AppError {
  return error instanceof AppError && error.code === "unavailable";
}

/**
 * Whether something the server needs can't be reached. A server that is only busy says when to
 * retry.
 */
export function isOutage(error: unknown): error is AppError {
  return isUnavailable(error) && error.details.retryAfterSeconds === undefined;
}

/**
 * Whole seconds after which to try again; `undefined` when a retry is useless or its time unknown.
 */
export function retryAfter(
  { code, details }: { readonly code: string; readonly details: ErrorDetails },
): number | undefined {
  const otherwise = code === "unavailable" ? RETRY_SECONDS : undefined;
  const seconds = details.retryAfterSeconds ?? otherwise;
  return seconds === undefined ? undefined : Math.ceil(seconds);
}

/** Whether the call itself was refused, as another try would be, too. */
export function isRefusal(error: unknown): error is AppError {
  return error instanceof AppError && error.code !== "unavailable";
}

/** The `chat_ended` error. */
export function chatEnded(): AppError {
  return new AppError("chat_ended", said`This chat has ended and takes no more messages`);
}

/** The `chat_changed` error. */
export function chatChanged(): AppError {
  return new AppError(
    "chat_changed",
    said`This chat has changed meanwhile; check it and try again`,
  );
}

/** The `answer_in_progress` error. */
export function answerInProgress(): AppError {
  return new AppError(
    "answer_in_progress",
    said`This chat is answering another message; wait until it is done, or stop it`,
  );
}

/**
 * An `invalid_argument` error about one field.
 *
 * @param field Path of the field in the request, e.g. `message` or `config.temperature`.
 * @param words What is wrong and what would be right.
 */
export function invalidArgument(field: string, words: Said): AppError {
  return new AppError("invalid_argument", words, { fields: { [field]: words } });
}

function inEnglish(fields: FieldProblems): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([path, words]) => [path, String(words)]));
}
