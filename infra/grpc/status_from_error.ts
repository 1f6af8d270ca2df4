import { status } from "@grpc/grpc-js";
import { AppError, type ErrorCode, retryAfter } from "../../domain/app_error.ts";

/** What programs are told about a failure besides its status. */
export type ErrorFacts = {
  /** Why, in a word that never changes: an error code in capitals. */
  readonly reason: string;
  /** The values that the message names. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Whole seconds. */
  readonly retryAfterSeconds?: number;
  /** Which limit of the user's was met, in words. */
  readonly exceeded?: string;
  /** What is wrong with which field of the request. */
  readonly fields?: Readonly<Record<string, string>>;
};

/** How a call fails; `code` and `details` as grpc-js takes them. */
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
 * The status that tells a caller about `error`.
 *
 * @param fieldNames What the contract calls fields for which the domain has another name.
 * @returns For an {@link AppError} its own message; for anything else `INTERNAL`, which says nothing
 * of the cause. Details are well-formed Unicode: grpc-js percent-encodes them and throws on half a
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

/** Whether this is about how much one user may have or do. */
function exceedsQuota(code: ErrorCode): boolean {
  return code === "rate_limited" || code === "storage_full";
}

/** Most UTF-16 code units of a sentence: clients take 8 KiB of trailers, some of them. */
const MAX_WORDS = 600;

/** A sentence as trailers can carry it: some quote what was sent, however long that is. */
export function asTrailer(words: string): string {
  const cut = words.length > MAX_WORDS ? `${words.slice(0, MAX_WORDS)}…` : words;
  return cut.toWellFormed();
}

/** An error code as the reason of `google.rpc.ErrorInfo`, which is in capitals. */
export function reasonOf(code: string): string {
  return code.toUpperCase();
}

function mapEntries<Value>(
  record: Readonly<Record<string, Value>>,
  change: (entry: [string, Value]) => [string, string],
): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(change));
}
