/**
 * Waits for a promise, for so many milliseconds at most. Deno runs the timers that are due before it reads
 * from sockets, so the time ends a turn of the event loop later: what has come meanwhile counts first.
 *
 * @returns Whether it came in time.
 * @throws what it rejects with, in time.
 */
export async function within(milliseconds: number, promise: Promise<unknown>): Promise<boolean> {
  const { promise: timeUp, resolve } = Promise.withResolvers<false>();
  let timer = setTimeout(() => timer = setTimeout(resolve, 0, false), Math.max(0, milliseconds));
  return await Promise.race([promise.then(() => true), timeUp]).finally(() => clearTimeout(timer));
}
