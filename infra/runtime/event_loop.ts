/** How long work may run before the event loop gets its turn, in milliseconds. */
export const SLICE_MS = 5;

/** Lets the event loop run everything else that is ready: timers, sockets, other callers. */
export function nextMacrotask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
