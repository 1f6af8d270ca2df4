import { status } from "@grpc/grpc-js";
import { AppError, type ErrorCode } from "../../domain/app_error.ts";

/** What programs are told about a failure besides its status. */
export type ErrorFacts = {
  /** Why, in a word that never changes: an error code in capitals. */
  readonly reason: string;
  /** The values that the message names. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly retryAfterSeconds?: number;
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
  payload_too_large: status.RESOURCE_EXHAUSTED,
  unauthenticated: status.UNAUTHENTICATED,
  permission_denied: status.PERMISSION_DENIED,
  not_found: status.NOT_FOUND,
  answer_in_progress: status.FAILED_PRECONDITION,
  chat_ended: status.FAILED_PRECONDITION,
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
  const { code, message, details } = error;
  const { fields, retryAfterSeconds = retryIn[code], ...numbers } = details;
  const facts = {
    reason: reasonOf(code),
    metadata: mapEntries(numbers, ([name, value]) => [name, String(value)]),
    retryAfterSeconds,
    fields: fields && mapEntries(fields, ([name, text]) => [fieldNames[name] ?? name, text]),
  };
  return { code: statusByCode[code], details: message.toWellFormed(), facts };
}

/** Seconds, where the error itself doesn't say when to come back. */
const retryIn: Partial<Record<ErrorCode, number>> = { unavailable: 5 };

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
