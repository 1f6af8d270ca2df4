import { wholeCharacters } from "../characters.ts";

/** The finish reasons of OpenAI's API that a chat without tools can get. */
export type KnownFinishReason = "stop" | "length" | "content_filter";

/**
 * Why an answer ended. One that Parley doesn't know keeps the server's own word for it: it may mean
 * anything, so the answer may be incomplete.
 */
export type FinishReason = KnownFinishReason | `other:${string}`;

/**
 * Longest finish reason of a server's own that is kept, in UTF-16 code units; the column in MySQL
 * has 63.
 */
const MAX_REASON_LENGTH = 50;

/** A server's own finish reason, on one line and not too long to keep. */
export function otherReason(reason: string): FinishReason {
  const text = reason.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  return `other:${wholeCharacters(text.slice(0, MAX_REASON_LENGTH)).toWellFormed()}`;
}

/** A finish reason as it was stored or exported, also by a newer version of Parley. */
export function storedFinishReason(stored: string): FinishReason {
  return isKnown(stored) ? stored : otherReason(stored.replace(/^other:/, ""));
}

/** A finish reason, or `unknown` and the server's own word for it. */
export function finishReasonParts(reason: FinishReason): {
  readonly kind: KnownFinishReason | "unknown";
  readonly detail: string;
} {
  if (isKnown(reason)) return { kind: reason, detail: "" };
  return { kind: "unknown", detail: reason.slice("other:".length) };
}

function isKnown(reason: string): reason is KnownFinishReason {
  return reason === "stop" || reason === "length" || reason === "content_filter";
}
