import type { Metadata } from "@grpc/grpc-js";
import { AppError } from "../../domain/app_error.ts";
import type { Log } from "../../domain/log.ts";
import { requestIdOf } from "./call_observer.ts";
import { type CallStatus, statusFromError } from "./status_from_error.ts";

/** A call that fails. */
export type FailedCall = {
  /** Gets the errors that callers are not shown. */
  readonly log: Pick<Log, "error">;
  /** Named as `/package.Service/Method`. */
  readonly method: string;
  /** What was received. */
  readonly metadata: Metadata;
  /** What its contract calls the domain's fields. */
  readonly fieldNames?: Readonly<Record<string, string>>;
};

/** The status of a call that fails with this error, which is logged where its caller is not shown it. */
export function failedCall(
  error: unknown,
  { log, method, metadata, fieldNames }: FailedCall,
): CallStatus {
  if (!(error instanceof AppError)) {
    log.error("gRPC call failed", error, { method, requestId: requestIdOf(metadata) });
  }
  return statusFromError(error, fieldNames);
}
