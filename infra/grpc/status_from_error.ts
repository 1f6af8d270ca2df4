import { status } from "@grpc/grpc-js";
import { AppError, type ErrorCode, retryAfter } from "../../domain/app_error.ts";

/** Details of a failure for programs, in addition to its status. */
export type ErrorFacts = {
  /** The reason as a word that never changes: an error code in capitals. */
  readonly reason: string;
  /** The values that the message names. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Whole seconds. */
  readonly retryAfterSeconds?: number;
  /** The user's limit that was reached, in words. */
  readonly exceeded?: string;
  /** What is wrong with each field of the request. */
  readonly fields?: Readonly<Record<string, string>>;
};

/** The status of a failed call; `code` and `details` as grpc-js takes them. */
export type CallStatus = {
  readonly code: status;
  readonly details: string;
  readonly facts: ErrorFacts;
};

const statusByCode: Record<ErrorCode, status> = {
  malformed_request: status.INVALID_ARGUMENT,
  invalid_argument: status.INVALID_ARGUMENT,
  message_too_long: status.INVALID_ARGUMENT,
  storage_full: status.RESOURCE_EXHAUSTED,
  payload_too_large: status.RESOURCE_EXHAUSTED,
  request_timeout: status.DEADLINE_EXCEEDED,
  unauthenticated: status.UNAUTHENTICATED,
  permission_denied: status.PERMISSION_DENIED,
  not_found: status.NOT_FOUND,
  answer_in_progress: status.FAILED_PRECONDITION,
  chat_ended: status.FAILED_PRECONDITION,
  cannot_continue: status.FAILED_PRECONDITION,
  chat_changed: status.ABORTED,
  email_taken: status.ALREADY_EXISTS,
  rate_limited: status.RESOURCE_EXHAUSTED,
  unavailable: status.UNAVAILABLE,
};

/**
 * The status that reports an error to a caller.
 *
 * @param fieldNames Fields whose names in the contract differ from the domain's.
 * @returns For an {@link AppError} a status with its message; for anything else `INTERNAL`, without
 * the cause. Details are well-formed Unicode: grpc-js percent-encodes them and throws on half a
 * surrogate pair.
 */
export function statusFromError(
  error: unknown,
  fieldNames: Readonly<Record<string, string>> = {},
): CallStatus {
  if (!(error instanceof AppError)) {
    return { code: status.INTERNAL, details: "Internal error", facts: { reason: "INTERNAL" } };
  }
  const { code, details } = error;
  const message = asTrailer(error.message);
  const { fields, retryAfterSeconds: _, ...numbers } = details;
  const facts = {
    reason: reasonOf(code),
    metadata: mapEntries(numbers, ([name, value]) => [name, String(value)]),
    retryAfterSeconds: retryAfter(error),
    ...exceedsQuota(code) && { exceeded: message },
    fields: fields && mapEntries(fields, ([name, text]) => [
      asTrailer(fieldNames[name] ?? name),
      asTrailer(text),
    ]),
  };
  return { code: statusByCode[code], details: message, facts };
}

/** Whether the error is about a limit for one user. */
function exceedsQuota(code: ErrorCode): boolean {
  return code === "rate_limited" || code === "storage_full";
}

/** Most UTF-16 code units of a message: some clients accept only 8 KiB of trailers. */
const MAX_WORDS = 600;

/** Shortens a message to what trailers can carry: it may quote a long text of the caller's. */
export function asTrailer(words: string): string {
  const cut = words.length > MAX_WORDS ? `${words.slice(0, MAX_WORDS)}…` : words;
  return cut.toWellFormed();
}

/** An error code as a reason of `google.rpc.ErrorInfo`, which is in capitals. */
export function reasonOf(code: string): string {
  return code.toUpperCase();
}

function mapEntries<Value>(
  record: Readonly<Record<string, Value>>,
  change: (entry: [string, Value]) => [string, string],
): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(change));
}
