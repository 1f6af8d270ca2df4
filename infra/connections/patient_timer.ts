/**
 * Calls `expire` after some time, unless it is cancelled before; but first lets Deno read from
 * sockets. It runs due timers before that, so after a pause of the machine or the process an answer
 * that came in time would look late.
 *
 * @returns cancels it.
 */
export function startPatience(milliseconds: number, expire: () => void): () => void {
  let timer = setTimeout(() => timer = setTimeout(expire, 0), milliseconds);
  return () => clearTimeout(timer);
}

/**
 * Waits for a promise, with such patience.
 *
 * @returns Whether it came in time.
 * @throws what it rejects with, in time.
 */
export async function within(milliseconds: number, promise: Promise<unknown>): Promise<boolean> {
  const { promise: timeUp, resolve } = Promise.withResolvers<false>();
  const cancel = startPatience(milliseconds, () => resolve(false));
  return await Promise.race([promise.then(() => true), timeUp]).finally(cancel);
}
