/**
 * Calls `expire` after some time, unless it is cancelled before, when whoever is waited for has surely not
 * been heard of. Deno runs the timers that are due before it reads from sockets, so that after a pause of
 * the machine, or of a process that was stopped, what came in time would look late.
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
