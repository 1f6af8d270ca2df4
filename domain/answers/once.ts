import type { RateLimiter } from "../accounts/rate_limiter.ts";
import { isRefusal } from "../app_error.ts";
import type { Turn } from "../chats/message.ts";
import type { AnswerRunner } from "./runner.ts";
import { sendLimitKey, type TurnLimits } from "./turn_gateway.ts";

/** A turn, and whether this call began it. */
export type BegunTurn = Turn & {
  /** True when an earlier call began the turn and this one only joins it. */
  readonly isRepeated: boolean;
};

/** What {@link once} works with. */
export type OnceDeps = {
  readonly runner: AnswerRunner;
  readonly rateLimiter: RateLimiter;
  readonly limits: TurnLimits;
};

/** A call that takes effect once, however often it is repeated. */
type OnceOptions = {
  readonly userId: string;
  /**
   * Finds the turn that an earlier call began, if there is one. Throws when that call asked for
   * something else.
   */
  readonly findEarlier: () => Promise<Turn | null>;
  readonly begin: () => Promise<Turn>;
};

/**
 * Returns the earlier turn to a repeated call; begins a turn for a new call within the limits. A
 * repetition that comes while the first call is still being stored fails like any second question,
 * and is recognized only then. Refused calls count towards the limit, too, since checking them took
 * time.
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
