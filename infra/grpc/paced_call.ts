import type { ServerWritableStream } from "@grpc/grpc-js";

/** The parts of a streaming call that pacing needs. */
type StreamingCall = Pick<
  ServerWritableStream<unknown, unknown>,
  "cancelled" | "destroyed" | "on" | "once" | "off"
>;

/**
 * Aborted when the client cancels or vanishes, when the deadline passes, and after a normal end.
 */
export function cancellation(call: StreamingCall): AbortSignal {
  const controller = new AbortController();
  if (call.cancelled) controller.abort();
  call.once("cancelled", () => controller.abort());
  return controller.signal;
}

/** Waits until the client has read what was written, or has gone. @param signal Ends the wait. */
export function drained(call: StreamingCall, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (call.destroyed || signal.aborted) return resolve();
    const done = () => {
      call.off("drain", done);
      call.off("close", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    call.on("drain", done);
    call.on("close", done);
    signal.addEventListener("abort", done);
  });
}
