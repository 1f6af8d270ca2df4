import type { Message } from "./message.ts";
import { MESSAGE_OVERHEAD } from "./token_window.ts";

/** Highest plausible report, as a multiple of our own count; a higher one counts something else. */
const PLAUSIBLE_RATIO = 1.3;

/** Tokens added to that, for short texts. */
const SHORT_TEXT_MARGIN = 50;

/**
 * Tokens that a chat takes of its model's context window: the prompt of its newest answer, and that
 * answer.
 *
 * Uses the counts that the model's server reported, if they fit. Reported usage is what was billed:
 * sibling answers share a prompt that is billed once, a continued answer was billed for two
 * prompts, and reasoning models bill thoughts that are not part of the next prompt. In those cases
 * our own count is used.
 *
 * @param path The last messages of the shown branch, oldest first.
 * @returns `null` when no answer has ended yet.
 */
export function contextUse(path: readonly Message[]): number | null {
  let used: number | null = null;
  let sinceThen = 0;
  for (const message of path) {
    const tokens = message.tokens + MESSAGE_OVERHEAD;
    if (message.role === "user" || message.state === "streaming") {
      sinceThen += tokens;
      continue;
    }
    const expected: number | null = used === null ? null : used + sinceThen;
    const prompt: number = plausible(message.promptTokens, expected) ?? sinceThen;
    used = prompt + plausible(message.completionTokens, tokens)!;
    sinceThen = 0;
  }
  return used;
}

function plausible(reported: number | null, expected: number | null): number | null {
  if (!reported) return expected;
  if (expected === null) return reported;
  return reported <= expected * PLAUSIBLE_RATIO + SHORT_TEXT_MARGIN ? reported : expected;
}
