import type { RateLimiter } from "../accounts/rate_limiter.ts";
import { isRefusal } from "../app_error.ts";
import type { Turn } from "../chats/message.ts";
import type { AnswerRunner } from "./runner.ts";
import { sendLimitKey, type TurnLimits } from "./turn_gateway.ts";

/** A turn and whether the call that got it began it. */
export type BegunTurn = Turn & {
  /** Whether an earlier call began it, which this one only joins. */
  readonly isRepeated: boolean;
};

/** What lets a call begin a turn. */
export type OnceDeps = {
  readonly runner: AnswerRunner;
  readonly rateLimiter: RateLimiter;
  readonly limits: TurnLimits;
};

/** A call that shall take effect once, however often it comes. */
type OnceOptions = {
  readonly userId: string;
  /** Finds what it began before, if it did. Throws when that is something else than is wanted now. */
  readonly findEarlier: () => Promise<Turn | null>;
  readonly begin: () => Promise<Turn>;
};

/**
 * Answers a repeated call with the turn it began; lets a new one pass the limits. One that comes
 * while the first is being stored is refused like any second question, and known only then. Refused
 * calls count, too: looking at them took its time.
 */
export async function once(deps: OnceDeps, options: OnceOptions): Promise<BegunTurn> {
  const earlier = await options.findEarlier();
  if (earlier) return { ...earlier, isRepeated: true };
  return await deps.runner.admit(() => beginLimited(deps, options));
}

async function beginLimited(deps: OnceDeps, options: OnceOptions): Promise<BegunTurn> {
  const { userId, findEarlier, begin } = options;
  const key = sendLimitKey(userId);
  const limit = deps.limits.sends;
  await deps.rateLimiter.check(key, limit);
  try {
    return { ...await begin(), isRepeated: false };
  } catch (error) {
    const simultaneous = await findEarlier();
    if (simultaneous) return { ...simultaneous, isRepeated: true };
    if (isRefusal(error)) await deps.rateLimiter.take(key, limit);
    throw error;
  }
}
