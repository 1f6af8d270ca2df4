import { status } from "@grpc/grpc-js";
import { AppError, type ErrorCode } from "../../domain/app_error.ts";

/** How a call ends, as grpc-js takes it. */
export type CallStatus = { readonly code: status; readonly details: string };

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
 * @returns For an {@link AppError} its own message; for anything else `INTERNAL`, which says nothing
 * of the cause. Details are well-formed Unicode: grpc-js percent-encodes them and throws on half a
 * surrogate pair.
 */
export function statusFromError(error: unknown): CallStatus {
  if (!(error instanceof AppError)) {
    return { code: status.INTERNAL, details: "Internal error" };
  }
  return { code: statusByCode[error.code], details: error.message.toWellFormed() };
}
