import type { RateLimiter } from "../accounts/rate_limiter.ts";
import { invalidArgument, isRefusal } from "../app_error.ts";
import type { Turn } from "../chats/message.ts";
import { said } from "../said.ts";
import type { AnswerRunner } from "./runner.ts";
import {
  sendLimitKey,
  type SentRequest,
  type TurnGateway,
  type TurnLimits,
} from "./turn_gateway.ts";

/** A turn, and whether this call began it. */
export type BegunTurn = Turn & {
  /** True when an earlier call began the turn and this one only joins it. */
  readonly isRepeated: boolean;
};

/** What calls that begin a turn at most once work with. */
export type IdempotentTurnDeps = {
  readonly turns: TurnGateway;
  readonly runner: AnswerRunner;
  readonly rateLimiter: RateLimiter;
  readonly limits: TurnLimits;
  readonly sha256: (text: string) => string;
};

/** A call that begins a turn, and is recognized by its idempotency key. */
type KeyedCall = {
  readonly userId: string;
  readonly idempotencyKey?: string;
  /** Names a caller that may learn only of its own calls; counts as part of the request. */
  readonly caller?: string;
  /**
   * Everything the call asks for, including the call's name. A key belongs to just this request.
   */
  readonly asked: Readonly<Record<string, unknown>>;
  readonly begin: (request: SentRequest) => Promise<Turn>;
};

/**
 * Begins a turn, once for each key; a call without a key repeats no other.
 *
 * @returns The earlier turn, if the key was sent before.
 * @throws {AppError} `invalid_argument` on field `idempotencyKey` when the key was sent with a
 * different request, which would otherwise be dropped silently.
 */
export async function beginKeyedTurn(
  deps: IdempotentTurnDeps,
  { userId, idempotencyKey, caller, asked, begin }: KeyedCall,
): Promise<BegunTurn> {
  const requestDigest = idempotencyKey
    ? deps.sha256(JSON.stringify({ ...asked, caller }, inOrder))
    : null;
  const request = { idempotencyKey: idempotencyKey || null, requestDigest };
  const findEarlier = async () => {
    const earlier = idempotencyKey
      ? await deps.turns.findByIdempotencyKey(userId, idempotencyKey)
      : null;
    if (!earlier || earlier.requestDigest === requestDigest) return earlier;
    // Turns stored by older versions have no digest, so neither request nor caller can be compared.
    if (earlier.requestDigest === null && caller === undefined) return earlier;
    throw invalidArgument(
      "idempotencyKey",
      said`Cannot use this key: it was sent with another request; use a new key`,
    );
  };
  return await beginIdempotentTurn(deps, { userId, findEarlier, begin: () => begin(request) });
}

/** A call that begins a turn, and is recognized by the turn that it began. */
type IdempotentCall = {
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
export async function beginIdempotentTurn(
  deps: IdempotentTurnDeps,
  call: IdempotentCall,
): Promise<BegunTurn> {
  const earlier = await call.findEarlier();
  if (earlier) return { ...earlier, isRepeated: true };
  return await deps.runner.admit(() => beginLimited(deps, call));
}

async function beginLimited(
  deps: IdempotentTurnDeps,
  { userId, findEarlier, begin }: IdempotentCall,
): Promise<BegunTurn> {
  const key = sendLimitKey(userId);
  const limit = deps.limits.sends;
  deps.rateLimiter.assertNotFull(key);
  try {
    return { ...await begin(), isRepeated: false };
  } catch (error) {
    const simultaneous = await findEarlier();
    if (simultaneous) return { ...simultaneous, isRepeated: true };
    if (isRefusal(error)) await deps.rateLimiter.take(key, limit);
    throw error;
  }
}

/** For `JSON.stringify`: objects with their properties in alphabetical order. */
function inOrder(_: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1));
}
