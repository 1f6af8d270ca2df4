import { invalidArgument } from "../app_error.ts";
import type { Turn } from "../chats/message.ts";
import { said } from "../said.ts";
import { textDigest } from "../text_digest.ts";
import { type BegunTurn, once, type OnceDeps } from "./once.ts";
import type { SentRequest, TurnGateway } from "./turn_gateway.ts";

/** What finds the turn that an earlier call began. */
export type SendOnceDeps = OnceDeps & { readonly turns: TurnGateway };

/** A call that sends something. */
export type Sending = {
  readonly userId: string;
  readonly requestId?: string;
  /** The only caller whose calls may be told of, where others' may not: part of what is asked. */
  readonly caller?: string;
  /** All that the call asks for, its own name included: a request with this key is about just this. */
  readonly asked: Readonly<Record<string, unknown>>;
  readonly begin: (request: SentRequest) => Promise<Turn>;
};

/**
 * Begins a turn once for each key.
 *
 * @returns The earlier turn where the key was sent before.
 * @throws {AppError} `invalid_argument` on field `requestId` where something else was asked with it: what is
 * asked now would be lost unseen.
 */
export async function sendOnce(
  deps: SendOnceDeps,
  { userId, requestId, caller, asked, begin }: Sending,
): Promise<BegunTurn> {
  const requestDigest = requestId
    ? await textDigest(JSON.stringify({ ...asked, caller }, inOrder))
    : null;
  const request = { requestId: requestId || null, requestDigest };
  const findEarlier = async () => {
    const earlier = requestId ? await deps.turns.findByRequest(userId, requestId) : null;
    if (!earlier || earlier.requestDigest === requestDigest) return earlier;
    // Of turns that older versions stored, nobody knows what was asked, and by whom.
    if (earlier.requestDigest === null && caller === undefined) return earlier;
    throw invalidArgument(
      "requestId",
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
