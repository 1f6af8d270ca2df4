/**
 * Calls `expire` after some time, unless cancelled. Before it does, it lets Deno read from sockets:
 * Deno runs due timers first, so after a pause of the machine or the process, data that arrived in
 * time would look late.
 *
 * @returns A function that cancels the timer.
 */
export function startPatience(milliseconds: number, expire: () => void): () => void {
  let timer = setTimeout(() => timer = setTimeout(expire, 0), milliseconds);
  return () => clearTimeout(timer);
}

/**
 * Waits for a promise with the timer of {@link startPatience}.
 *
 * @returns whether it resolved in time.
 * @throws What the promise rejects with, if in time.
 */
export async function within(milliseconds: number, promise: Promise<unknown>): Promise<boolean> {
  const { promise: timeUp, resolve } = Promise.withResolvers<false>();
  const cancel = startPatience(milliseconds, () => resolve(false));
  return await Promise.race([promise.then(() => true), timeUp]).finally(cancel);
}
