/**
 * A signal within this time of the last is a duplicate: a terminal and a task runner both send it.
 */
const DUPLICATE_MS = 500;

/** The signals that ask the program to stop. */
export type StopSignals = {
  /** Resolves at the first signal: stop. */
  readonly first: Promise<Deno.Signal>;
  /** Resolves at the second: stop sooner. */
  readonly second: Promise<Deno.Signal>;
};

/**
 * Listens for SIGINT and SIGTERM from now on. The third signal ends the process at once, with exit
 * code 1.
 */
export function stopSignals(): StopSignals {
  const signals = [Promise.withResolvers<Deno.Signal>(), Promise.withResolvers<Deno.Signal>()];
  const [first, second] = signals.map(({ promise }) => promise);
  let lastTime = -Infinity;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {
      const now = performance.now();
      if (now - lastTime < DUPLICATE_MS) return;
      lastTime = now;
      const next = signals.shift();
      if (!next) Deno.exit(1);
      next.resolve(signal);
    });
  }
  return { first: first!, second: second! };
}
