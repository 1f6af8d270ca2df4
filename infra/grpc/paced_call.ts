import type { ServerWritableStream } from "@grpc/grpc-js";

/** A call whose responses stream, as far as pacing goes. */
type StreamingCall = Pick<
  ServerWritableStream<unknown, unknown>,
  "cancelled" | "destroyed" | "on" | "once" | "off"
>;

/** Aborted when the client cancels, vanishes, or its deadline passes, and after a normal end too. */
export function cancellation(call: StreamingCall): AbortSignal {
  const controller = new AbortController();
  if (call.cancelled) controller.abort();
  call.once("cancelled", () => controller.abort());
  return controller.signal;
}

/** Waits until the client has taken what was written, or has gone. @param signal Ends the wait. */
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
