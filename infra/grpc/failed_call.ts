import type { Metadata } from "@grpc/grpc-js";
import { AppError } from "../../domain/app_error.ts";
import type { Log } from "../../domain/log.ts";
import { requestIdOf } from "./call_observer.ts";
import { type CallStatus, statusFromError } from "./status_from_error.ts";

/** What is known about a failed call. */
export type FailedCall = {
  /** Logs the errors that callers are not told. */
  readonly log: Pick<Log, "error">;
  /** The method, named as `/package.Service/Method`. */
  readonly method: string;
  /** The received metadata. */
  readonly metadata: Metadata;
  /** The contract's names of the domain's fields. */
  readonly fieldNames?: Readonly<Record<string, string>>;
};

/** The status of a call that fails with this error. Logs errors that the caller is not told. */
export function failedCall(
  error: unknown,
  { log, method, metadata, fieldNames }: FailedCall,
): CallStatus {
  if (!(error instanceof AppError)) {
    log.error("gRPC call failed", error, { method, requestId: requestIdOf(metadata) });
  }
  return statusFromError(error, fieldNames);
}
