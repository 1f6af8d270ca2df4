/**
 * Waits no longer than a test should.
 *
 * @param patience In milliseconds.
 * @throws {Error} when the promise is not settled by then; what it does goes on.
 */
export async function within<T>(patience: number, promise: Promise<T>): Promise<T> {
  let timer;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Nothing came within ${patience} ms`)), patience);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
