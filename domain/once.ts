import { isRefusal } from "./app_error.ts";
import type { RunnerDeps } from "./app_deps.ts";
import type { Turn } from "./message.ts";
import { sendLimitKey } from "./turn_gateway.ts";

/** A call that shall take effect once, however often it comes. */
type OnceOptions = {
  readonly userId: string;
  /** Finds what it began before, if it did. */
  readonly findEarlier: () => Promise<Turn | null>;
  readonly begin: () => Promise<Turn>;
};

/**
 * Answers a repeated call with the turn it began; lets a new one pass the limits. One that comes
 * while the first is being stored is refused like any second question, and known only then. Refused
 * calls count, too: looking at them took its time.
 */
export async function once(deps: RunnerDeps, options: OnceOptions): Promise<Turn> {
  const earlier = await options.findEarlier();
  if (earlier) return earlier;
  return await deps.runner.admit(() => beginLimited(deps, options));
}

async function beginLimited(deps: RunnerDeps, options: OnceOptions): Promise<Turn> {
  const { userId, findEarlier, begin } = options;
  const key = sendLimitKey(userId);
  const limit = deps.settings.limits.sends;
  await deps.rateLimiter.check(key, limit);
  try {
    return await begin();
  } catch (error) {
    const simultaneous = await findEarlier();
    if (simultaneous) return simultaneous;
    if (isRefusal(error)) await deps.rateLimiter.take(key, limit);
    throw error;
  }
}
