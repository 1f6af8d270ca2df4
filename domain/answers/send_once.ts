import { invalidArgument } from "../app_error.ts";
import type { Turn } from "../chats/message.ts";
import { said } from "../said.ts";
import { textDigest } from "../text_digest.ts";
import { type BegunTurn, once, type OnceDeps } from "./once.ts";
import type { SentRequest, TurnGateway } from "./turn_gateway.ts";

/** What {@link sendOnce} works with. */
export type SendOnceDeps = OnceDeps & { readonly turns: TurnGateway };

/** A call that begins a turn. */
export type Sending = {
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
 * Begins a turn, once for each key.
 *
 * @returns The earlier turn, if the key was sent before.
 * @throws {AppError} `invalid_argument` on field `idempotencyKey` when the key was sent with a
 * different request, which would otherwise be dropped silently.
 */
export async function sendOnce(
  deps: SendOnceDeps,
  { userId, idempotencyKey, caller, asked, begin }: Sending,
): Promise<BegunTurn> {
  const requestDigest = idempotencyKey
    ? await textDigest(JSON.stringify({ ...asked, caller }, inOrder))
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
  return await once(deps, { userId, findEarlier, begin: () => begin(request) });
}

/** For `JSON.stringify`: objects with their properties in alphabetical order. */
function inOrder(_: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1));
}
