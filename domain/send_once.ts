import { invalidArgument } from "./app_error.ts";
import type { RunnerDeps } from "./app_deps.ts";
import type { Turn } from "./message.ts";
import { type BegunTurn, once } from "./once.ts";
import { said } from "./said.ts";
import { normalizeText } from "./text_input.ts";

/** A call that sends something. */
export type Sending = {
  readonly userId: string;
  readonly requestId?: string;
  /** Whether a turn that began with this key is what is wanted now. */
  readonly isSame: (earlier: Turn) => boolean;
  readonly begin: () => Promise<Turn>;
};

/**
 * Begins a turn once for each key.
 *
 * @returns The earlier turn where the key was sent before.
 * @throws {AppError} `invalid_argument` on field `requestId` where that turn is not what is wanted now: what
 * is said now would be lost unseen.
 */
export function sendOnce(
  deps: RunnerDeps,
  { userId, requestId, isSame, begin }: Sending,
): Promise<BegunTurn> {
  const findEarlier = async () => {
    const earlier = requestId ? await deps.turns.findByRequest(userId, requestId) : null;
    if (!earlier || isSame(earlier)) return earlier;
    throw invalidArgument(
      "requestId",
      said`Cannot use this key: something else was sent with it; send this again with another one`,
    );
  };
  return once(deps, { userId, findEarlier, begin });
}

/** Whether a turn asks this, in this chat where one is named. */
export function saying(input: { readonly chatId?: string; readonly message: string }) {
  // Not every database keeps U+0000 as it is.
  const asKept = (text: string) => text.replaceAll("\0", "\ufffd");
  const content = asKept(normalizeText(input.message));
  return ({ chatId, question }: Turn) =>
    asKept(question.content) === content && chatId === (input.chatId ?? chatId);
}
