/**
 * Waits for a promise for a limited time.
 *
 * @param timeoutMs In milliseconds.
 * @throws {Error} when the promise is not settled by then; its work continues.
 */
export async function within<T>(timeoutMs: number, promise: Promise<T>): Promise<T> {
  let timer;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Nothing came within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
