/**
 * Waits for a promise, at most for so many milliseconds. Deno runs due timers before it reads from
 * sockets, so the time ends one turn of the event loop later: data that has already arrived counts.
 *
 * @returns Whether the promise was fulfilled in time.
 * @throws what it rejects with, in time.
 */
export async function within(milliseconds: number, promise: Promise<unknown>): Promise<boolean> {
  const { promise: timeUp, resolve } = Promise.withResolvers<false>();
  let timer = setTimeout(() => timer = setTimeout(resolve, 0, false), Math.max(0, milliseconds));
  return await Promise.race([promise.then(() => true), timeUp]).finally(() => clearTimeout(timer));
}
