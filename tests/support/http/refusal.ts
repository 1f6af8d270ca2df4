import { type Metadata, status } from "@grpc/grpc-js";
import { richStatus } from "../grpc/rich_status.ts";

/** The machine-readable details of a failed call. */
export type Refusal = {
  /** Name of the status, such as `NOT_FOUND`. */
  readonly code: string;
  /** The reason of ErrorInfo. */
  readonly reason: unknown;
  /** Paths of the wrong fields; absent if there are none. */
  readonly fields?: readonly string[];
  /** Seconds until a retry; absent if unknown. */
  readonly retryIn?: number;
};

/** Reads the status and the details of a failed call. */
export async function refusalOf(
  { code, trailers }: { code: status; trailers: Metadata },
): Promise<Refusal> {
  const { details } = await richStatus(trailers);
  const find = (name: string) => details.find(({ type }) => type === `google.rpc.${name}`);
  const violations = find("BadRequest")?.field_violations as { field: string }[] | undefined;
  const delay = find("RetryInfo")?.retry_delay as { seconds: string } | undefined;
  return {
    code: status[code],
    reason: find("ErrorInfo")?.reason,
    ...violations && { fields: violations.map(({ field }) => field) },
    ...delay && { retryIn: Number(delay.seconds) },
  };
}
