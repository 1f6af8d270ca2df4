import type { Message } from "./message.ts";
import { MESSAGE_OVERHEAD } from "./token_window.ts";

/** How far a report may exceed our own count before it must have counted something else. */
const MOST_OVER = 1.3;

/** The same for short texts, in tokens. */
const MOST_OVER_SHORT = 50;

/**
 * Tokens of a model's context window that a chat takes: what was read for its newest answer, and the
 * answer.
 *
 * What the upstream reported counts, where it is about this. Usage is what was billed: siblings share
 * a prompt that is billed once, a continued answer has two prompts, and models that think are paid for
 * thoughts which they don't get to read again. There our own count stands in.
 *
 * @param path The end of the shown branch, oldest first.
 * @returns `null` where no answer has ended yet.
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
  return reported <= expected * MOST_OVER + MOST_OVER_SHORT ? reported : expected;
}
