/** Within this time a second signal is the first one's echo: a terminal and a task runner both send it. */
const ECHO_MS = 500;

/**
 * Waits for the operator or the system to ask the program to stop. Another signal after that ends
 * the process at once.
 *
 * @returns The signal's name.
 */
export function nextSignal(): Promise<Deno.Signal> {
  const { promise, resolve } = Promise.withResolvers<Deno.Signal>();
  let first: number | undefined;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {
      first ??= performance.now();
      if (performance.now() - first > ECHO_MS) Deno.exit(1);
      resolve(signal);
    });
  }
  return promise;
}
